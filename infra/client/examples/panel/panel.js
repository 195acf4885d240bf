// A panel on another origin: an administrator signs in, sees who waits, and lets them in.
// The session is the cookie of the account family, which no script can read; the client only asks the browser to send it.
import { fetchTransport, tongxing } from "../../dist/index.js";

/** @typedef {import("../../dist/index.js").components["schemas"]["account.UserView"]} User */

const baseUrl = /** @type {HTMLMetaElement} */ (document.querySelector('meta[name="tongxing-api"]')).content;
const api = tongxing({ baseUrl, transport: fetchTransport(), signIn: { account: askAndSignIn } });

/**
 * The element of an id, as what it is.
 * @template {HTMLElement} E
 * @param {string} id
 * @param {new () => E} kind
 */
function element(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`#${id} is missing`);
  return found;
}

const credentials = element("credentials", HTMLFormElement);
const dialog = element("sign-in", HTMLDialogElement);
const filter = element("filter", HTMLFormElement);
const more = element("more", HTMLButtonElement);
const password = element("password", HTMLInputElement);
const problem = element("problem", HTMLParagraphElement);
const refusal = element("refusal", HTMLParagraphElement);
const search = element("search", HTMLInputElement);
const username = element("username", HTMLInputElement);
const users = element("users", HTMLTableSectionElement);
const waiting = element("waiting", HTMLInputElement);

/**
 * Asks for name and password until they are right. The client calls it when a request was refused, and repeats that request afterwards.
 * @param {import("../../dist/index.js").Api} client
 */
function askAndSignIn(client) {
  refusal.textContent = "";
  dialog.showModal();
  return new Promise((resolve, reject) => {
    dialog.oncancel = () => reject(new Error("nobody signed in"));
    credentials.onsubmit = async (event) => {
      event.preventDefault();
      try {
        const result = await client.account.login({ username: username.value, password: password.value });
        if (!result.ok) {
          refusal.textContent = result.error.retryAfter ? `请在 ${result.error.retryAfter} 秒后再试` : result.error.message;
          return;
        }
        dialog.close();
        resolve(result);
      } catch (error) {
        refusal.textContent = String(error);
      } finally {
        password.value = "";
      }
    };
  });
}

/**
 * One row of the table. Names are text, never markup: people choose them.
 * @param {User} user
 */
function row(user) {
  const line = users.insertRow();
  for (const text of [user.id, user.username, user.date_joined, user.is_active ? "启用" : "待审核"]) line.insertCell().textContent = String(text);
  const last = line.insertCell();
  if (user.is_active) return;
  const approve = document.createElement("button");
  approve.textContent = "通过";
  approve.onclick = () =>
    attempt(async () => {
      const result = await api.account.userUpdate({ pk: user.id }, { is_active: true });
      if (!result.ok) throw result.error;
      line.remove();
    });
  last.append(approve);
}

/**
 * Shows a page of users, below those that are there if it goes on.
 * @param {string} [cursor]
 */
async function list(cursor) {
  const result = await api.account.userList({
    limit: 50,
    ...(search.value && { search: search.value }),
    ...(waiting.checked && { is_active: "false" }),
    ...(cursor && { cursor }),
  });
  if (!result.ok) throw result.error;
  if (!cursor) users.replaceChildren();
  result.data.forEach(row);
  more.hidden = !result.next;
  more.onclick = () => attempt(() => list(result.next));
}

/**
 * Does `work`, and shows what went wrong.
 * @param {() => Promise<void>} work
 */
async function attempt(work) {
  problem.textContent = "";
  try {
    await work();
  } catch (error) {
    problem.textContent = error instanceof Error ? error.message : String(error);
  }
}

filter.addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(() => list());
});
element("sign-out", HTMLButtonElement).onclick = () =>
  attempt(async () => {
    await api.account.logout();
    users.replaceChildren();
    await list();
  });
attempt(() => list());
