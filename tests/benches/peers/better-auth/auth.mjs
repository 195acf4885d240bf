// better-auth with passwords and its admin plugin; what is not set is as better-auth has it.
import { Algorithm, hash, verify } from "@node-rs/argon2";
import { betterAuth } from "better-auth";
import { admin } from "better-auth/plugins";
import Database from "better-sqlite3";

const database = new Database(process.env.DATABASE);
// The journal of every database here; `synchronous` stays FULL, as everywhere here.
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");

// argon2id as Tongxing hashes: 19 MiB, two passes, one lane.
const argon2id = { algorithm: Algorithm.Argon2id, memoryCost: 19456, timeCost: 2, parallelism: 1 };

export const options = {
  database,
  baseURL: `http://127.0.0.1:${process.env.PORT ?? 0}`,
  secret: "for measurements on one machine only, and known to everybody",
  emailAndPassword: {
    enabled: true,
    // Registration makes no session at any server here.
    autoSignIn: false,
    password: {
      hash: (password) => hash(password, argon2id),
      verify: ({ hash, password }) => verify(hash, password),
    },
  },
  // All requests come from one address.
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  plugins: [admin()],
};

export const auth = betterAuth(options);
