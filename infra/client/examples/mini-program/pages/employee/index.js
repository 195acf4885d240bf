// An employee signs in, sees where they stand, registers, and reviews others if they may.
const { api, openid, prove, signIn } = require("../../api.js");

/** @typedef {import("tongxing-client").components["schemas"]["mjpm.EmployeeView"]} Employee */

/** What the page shows for each failure of the sign-in. */
const STANDING = /** @type {const} */ ({ 1001: "unknown", 1002: "waiting", 1004: "closed" });

Page({
  data: {
    /** @type {"loading" | "unknown" | "waiting" | "closed" | "employed"} */
    standing: "loading",
    /** @type {Employee | null} */
    me: null,
    /** @type {Employee[]} */
    candidates: [],
    email: "",
    problem: "",
  },

  onLoad() {
    return this.refresh();
  },

  /** Signs in and shows where the person stands. */
  refresh() {
    return this.attempt(async () => {
      const result = await signIn();
      if (result.ok) {
        // The token stays in the store; a page has no use for it.
        this.setData({ standing: "employed", me: { ...result.data, token: "" } });
        return this.loadCandidates();
      }
      const { code, message } = result.error;
      if (code === "1001" && result.error.operation === "mjpm-weixinmp-post") return this.setData({ problem: message });
      if (code === "1001" || code === "1002" || code === "1004") return this.setData({ standing: STANDING[code], me: null });
      this.setData({ problem: message });
    });
  },

  /** @param {WechatMiniprogram.Input} event */
  onEmail(event) {
    this.setData({ email: event.detail.value });
  },

  /** Sends a code to the address that was typed. */
  onSendCode() {
    return this.attempt(async () => {
      const result = await this.proven(() => api.mjpm.code({ openid: openid() }, { email: this.data.email }));
      this.setData({ problem: result.ok ? "" : result.error.message });
    });
  },

  /** @param {WechatMiniprogram.FormSubmit} event */
  onRegister(event) {
    return this.attempt(async () => {
      const { name = "", code = "" } = event.detail.value;
      const body = { name: String(name), code: String(code), email: this.data.email, avatar_url: "" };
      const result = await api.mjpm.register({ openid: openid() }, body);
      if (!result.ok) return this.setData({ problem: result.error.message });
      return this.refresh();
    });
  },

  /** Lists who waits for review. */
  async loadCandidates() {
    const result = await api.mjpm.employees({ openid: openid(), status: "审核" });
    // Without the right to see them there are none to show.
    this.setData({ candidates: result.ok ? result.data : [] });
  },

  /** @param {WechatMiniprogram.TouchEvent<{}, {}, { id: number }>} event */
  onApprove(event) {
    return this.attempt(async () => {
      const result = await api.mjpm.review({ openid: openid() }, { id: event.currentTarget.dataset.id, status: "在职" });
      if (!result.ok) return this.setData({ problem: result.error.message });
      return this.loadCandidates();
    });
  },

  /**
   * Does `request`, and once more with a new proof when the ten minutes of the last one are over.
   * @template {{ ok: true } | { ok: false, error: { code: unknown } }} R
   * @param {() => Promise<R>} request
   */
  async proven(request) {
    const result = await request();
    if (result.ok || result.error.code !== "1005") return result;
    await prove();
    return request();
  },

  /**
   * Does `work`, and says so when the network or the gateway fails.
   * @param {() => Promise<unknown>} work
   */
  async attempt(work) {
    this.setData({ problem: "" });
    try {
      await work();
    } catch (error) {
      this.setData({ problem: "网络异常,请稍后再试" });
    }
  },
});
