// The client of this mini-program, and its sign-in by WeChat.
const { tongxing, wxTransport, wxTokens } = require("tongxing-client");
const { baseUrl } = require("./config.js");

const api = tongxing({
  baseUrl,
  transport: wxTransport(wx),
  tokens: wxTokens(wx),
  // Called when a token has died. Whoever is back after 14 days notices nothing.
  signIn: { mjpm: signIn },
});

/** A code of `wx.login`, which works once and for five minutes. */
function loginCode() {
  return new Promise((/** @type {(code: string) => void} */ resolve, reject) => {
    wx.login({ success: ({ code }) => resolve(code), fail: ({ errMsg }) => reject(new Error(errMsg)) });
  });
}

/**
 * Proves who holds the phone. The openid is part of the family's paths; a proof is good for ten minutes.
 * @param {import("tongxing-client").Api} client
 */
async function prove(client = api) {
  const proof = await client.mjpm.weixinmp({ code: await loginCode() });
  if (proof.ok) wx.setStorageSync("openid", proof.data.openid);
  return proof;
}

/**
 * Proves who holds the phone, and signs the employee in.
 * @param {import("tongxing-client").Api} client
 */
async function signIn(client = api) {
  const proof = await prove(client);
  return proof.ok ? client.mjpm.login({ openid: proof.data.openid }) : proof;
}

/** @returns {string} the openid of the last proof */
const openid = () => wx.getStorageSync("openid");

module.exports = { api, openid, prove, signIn };
