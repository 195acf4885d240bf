// Where the API is. A real mini-program takes an https address that is among its server domains (服务器域名).
module.exports = { baseUrl: "http://127.0.0.1:3000" };
