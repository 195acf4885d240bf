// Makes the tables and an administrator.
import { getMigrations } from "better-auth/db/migration";
import { auth, options } from "./auth.mjs";

const { runMigrations } = await getMigrations(options);
await runMigrations();
await auth.api.createUser({
  body: { name: "boss", email: "boss@example.com", password: "Correct-Horse-7", role: "admin" },
});
