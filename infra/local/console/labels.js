// What Swagger UI leaves out: names for its controls, for those who hear the page, and Chinese.

import { words } from "./words.js";

/** What a control is called that Swagger UI gives no name, by selector. */
const NAMES = {
  "select.examples-select-element": "swagger_example",
  "select.content-type, .content-type-wrapper select": "swagger_type",
  "textarea.body-param__text": "swagger_body",
  ".auth-container input": "swagger_value",
  "button.close-modal": "swagger_close",
};

const LABELS = {
  "Authorize": "授权",
  "Authorized": "已授权",
  "Available authorizations": "可用的授权方式",
  "Logout": "退出",
  "Close": "关闭",
  "Value:": "值:",
  "Name:": "名称:",
  "In:": "位置:",
  "Try it out": "试一试",
  "Try it out ": "试一试",
  "Cancel": "取消",
  "Reset": "重置",
  "Execute": "执行",
  "Clear": "清除",
  "Download": "下载",
  "Parameters": "参数",
  "No parameters": "无参数",
  "Name": "名称",
  "Description": "说明",
  "Request body": "请求体",
  "Responses": "响应",
  "Response body": "响应体",
  "Response headers": "响应头",
  "Request URL": "请求地址",
  "Request duration": "用时",
  "Server response": "服务器响应",
  "Code": "状态码",
  "Details": "详情",
  "Links": "链接",
  "No links": "无链接",
  "Media type": "媒体类型",
  "Controls ": "控制 ",
  "Controls": "控制",
  "Example Value": "示例",
  "Examples": "示例",
  "Edit Value": "编辑",
  "Schema": "结构",
  "Example Description": "示例说明",
  "Headers:": "响应头:",
  "required": "必填",
  "Send empty value": "发送空值",
  "Undocumented": "未说明",
  "Failed to fetch.": "请求失败.",
  "LOADING": "正在加载",
};

/** Gives the controls below `root` their names, and with `chinese` the labels their Chinese, now and whenever they change. */
export function tend(root, chinese) {
  const translate = (node) => {
    if (node.nodeType !== Node.TEXT_NODE) return node.childNodes.forEach(translate);
    const label = LABELS[node.nodeValue] ?? LABELS[node.nodeValue.trim()];
    if (label && !node.parentElement?.closest("pre, code, textarea, .markdown")) node.nodeValue = label;
  };
  const name = (element) => {
    for (const [selector, key] of Object.entries(NAMES)) {
      for (const control of element.querySelectorAll(selector)) control.setAttribute("aria-label", words(key));
    }
    for (const control of element.querySelectorAll(".parameters-col_description :is(input, select, textarea)")) {
      const row = control.closest("tr")?.dataset.paramName;
      if (row) control.setAttribute("aria-label", row);
    }
    // Their texts name them; what they are called besides is another language's.
    for (const button of element.querySelectorAll(".auth-btn-wrapper button[aria-label]")) button.removeAttribute("aria-label");
    // A page has one main part, and this is in it.
    for (const part of element.querySelectorAll("main")) part.setAttribute("role", "group");
    for (const code of element.querySelectorAll("pre, .highlight-code, .opblock-body")) code.setAttribute("tabindex", "0");
  };
  const observer = new MutationObserver((changes) => {
    if (changes.some(({ addedNodes }) => addedNodes.length > 0)) name(root);
    if (!chinese) return;
    for (const { type, target, addedNodes } of changes) {
      if (type === "characterData") translate(target);
      else addedNodes.forEach(translate);
    }
  });
  name(root);
  if (chinese) translate(root);
  observer.observe(root, { subtree: true, childList: true, characterData: true });
  return () => observer.disconnect();
}
