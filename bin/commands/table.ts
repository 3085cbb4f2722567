/** All commands. Each is imported when it is run: `verify` never loads what the others need. */
import { featureCommands } from "#lib/features/all-commands.ts";
import { type Command, EXIT } from "#lib/infra/terminal/command.ts";

const SERVER = { url: { value: "URL" }, key: { value: "KEY" }, timeout: { value: "SECONDS" } } as const;

/** Whose signature on a checkpoint counts. */
const TRUST = {
  vkey: { value: "VKEY", multiple: true },
  policy: { value: "FILE", words: "ledgerPolicy" },
} as const;

/** Those of this program alone, and of what other parties run: none of them needs a database. */
const OWN: readonly Command[] = [
  {
    words: "verify",
    id: "verify",
    operands: "RECEIPT [FILE]",
    operandsMin: 0,
    operandsMax: 2,
    options: {
      bag: { value: "FOLDER" },
      policy: { value: "FILE", multiple: true, words: "verifyPolicy" },
      "tsa-ca": { value: "FILE", multiple: true },
    },
    exitCodes: [EXIT.unproven, EXIT.resaved],
    load: async () => (await import("./verify.ts")).verify,
  },
  {
    words: "inspect",
    id: "inspect",
    operands: "FILE…",
    operandsMin: 1,
    operandsMax: Number.POSITIVE_INFINITY,
    options: {},
    load: async () => (await import("./inspect.ts")).inspect,
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
      format: { value: "json|pdf|tlog-proof|cose" },
      out: { value: "FILE" },
      wait: { value: "SECONDS", words: "waitSeconds" },
      lang: { value: "en|zh-CN" },
      ...SERVER,
    },
    load: async () => (await import("./receipt.ts")).receipt,
  },
  {
    words: "export",
    id: "export",
    operands: "FOLDER",
    operandsMin: 1,
    operandsMax: 1,
    options: {
      from: { value: "TIME", words: "exportFrom" },
      to: { value: "TIME", words: "exportTo" },
      id: { value: "ID", multiple: true },
      pdf: {},
      lang: { value: "en|zh-CN" },
      ...SERVER,
    },
    load: async () => (await import("./export.ts")).exportArchive,
  },
  {
    words: "mirror prove",
    id: "mirrorProve",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: {
      dir: { value: "DIR" },
      url: { value: "URL", words: "sourceUrl" },
      receipt: { value: "RECEIPT" },
      "entry-file": { value: "FILE" },
      out: { value: "FILE", words: "proofOut" },
      ...TRUST,
    },
    load: async () => (await import("./mirror-prove.ts")).mirrorProve,
  },
  {
    words: "mirror",
    id: "mirror",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: {
      url: { value: "URL", words: "sourceUrl" },
      ...TRUST,
      dir: { value: "DIR" },
      once: {},
      interval: { value: "SECONDS" },
      serve: { value: "HOST:PORT" },
    },
    required: ["dir"],
    load: async () => (await import("./mirror.ts")).mirror,
  },
  {
    words: "monitor",
    id: "monitor",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: {
      url: { value: "URL", multiple: true, words: "sourceUrls" },
      ...TRUST,
      state: { value: "FILE" },
      "max-age": { value: "SECONDS" },
      entries: {},
      from: { value: "INDEX" },
      issuer: { value: "ISSUER" },
      webhook: { value: "URL" },
      once: {},
      interval: { value: "SECONDS" },
    },
    required: ["url", "state"],
    load: async () => (await import("./monitor.ts")).monitor,
  },
  {
    words: "witness init",
    id: "witnessInit",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { dir: { value: "DIR" }, name: { value: "NAME" }, algorithm: { value: "ed25519|ml-dsa-44" } },
    required: ["dir", "name"],
    load: async () => (await import("./witness.ts")).witnessInit,
  },
  {
    words: "witness add-key",
    id: "witnessAddKey",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { dir: { value: "DIR" } },
    required: ["dir"],
    load: async () => (await import("./witness.ts")).witnessAddKey,
  },
  {
    words: "witness add-log",
    id: "witnessAddLog",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { dir: { value: "DIR" }, vkey: { value: "VKEY", multiple: true }, origin: { value: "ORIGIN" } },
    required: ["dir", "vkey"],
    load: async () => (await import("./witness.ts")).witnessAddLog,
  },
  {
    words: "witness remove-log",
    id: "witnessRemoveLog",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { dir: { value: "DIR" }, origin: { value: "ORIGIN" }, vkey: { value: "VKEY" } },
    required: ["dir", "origin"],
    load: async () => (await import("./witness.ts")).witnessRemoveLog,
  },
  {
    words: "witness list",
    id: "witnessList",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { dir: { value: "DIR" } },
    required: ["dir"],
    load: async () => (await import("./witness.ts")).witnessList,
  },
  {
    words: "witness run",
    id: "witnessRun",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: {
      dir: { value: "DIR" },
      listen: { value: "HOST:PORT" },
      prefix: { value: "/PATH" },
      rate: { value: "N" },
      drafts: {},
    },
    required: ["dir", "listen"],
    load: async () => (await import("./witness.ts")).witnessRun,
  },
];

/** In the order of the help. */
export const COMMANDS: readonly Command[] = [...OWN, ...featureCommands];

/** Options that every command has. */
export const COMMON_OPTIONS = { json: {}, help: {} } as const;
