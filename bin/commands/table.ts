/** All commands. Each is imported when it is run: `verify` never loads what the others need. */
import type { Command } from "./command.ts";

const SERVER = { url: { value: "URL" }, key: { value: "KEY" } } as const;

export const COMMANDS: readonly Command[] = [
  {
    words: "verify",
    id: "verify",
    operands: "RECEIPT [FILE]",
    operandsMin: 1,
    operandsMax: 2,
    options: { policy: { value: "FILE" } },
    load: async () => (await import("./verify.ts")).verify,
  },
  {
    words: "submit",
    id: "submit",
    operands: "FILE…",
    operandsMin: 1,
    operandsMax: Number.POSITIVE_INFINITY,
    options: { "digest-only": {}, wait: {}, ...SERVER },
    load: async () => (await import("./submit.ts")).submit,
  },
  {
    words: "receipt",
    id: "receipt",
    operands: "ID",
    operandsMin: 1,
    operandsMax: 1,
    options: {
      format: { value: "json|pdf|tlog-proof" },
      out: { value: "FILE" },
      wait: { value: "SECONDS" },
      lang: { value: "en|zh-CN" },
      ...SERVER,
    },
    load: async () => (await import("./receipt.ts")).receipt,
  },
  {
    words: "audit",
    id: "audit",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { since: { value: "FILE" }, ledger: { value: "NAME" } },
    load: async () => (await import("./audit.ts")).audit,
  },
  {
    words: "org create",
    id: "orgCreate",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { name: { value: "NAME" }, "owner-email": { value: "ADDRESS" } },
    required: ["name", "owner-email"],
    load: async () => (await import("./org-create.ts")).orgCreate,
  },
  {
    words: "key create",
    id: "keyCreate",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: {
      org: { value: "ORG" },
      name: { value: "NAME" },
      scope: { value: "SCOPE", multiple: true },
      expires: { value: "YYYY-MM-DD" },
    },
    required: ["org", "name"],
    load: async () => (await import("./key-create.ts")).keyCreate,
  },
  {
    words: "key list",
    id: "keyList",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { org: { value: "ORG" } },
    required: ["org"],
    load: async () => (await import("./key-list.ts")).keyList,
  },
  {
    words: "key revoke",
    id: "keyRevoke",
    operands: "ID",
    operandsMin: 1,
    operandsMax: 1,
    options: { org: { value: "ORG" } },
    required: ["org"],
    load: async () => (await import("./key-revoke.ts")).keyRevoke,
  },
];

/** Options that every command has. */
export const COMMON_OPTIONS = { json: {}, help: {} } as const;
