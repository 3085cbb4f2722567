/** All commands. Each is imported when it is run: `verify` never loads what the others need. */
import { featureCommands } from "#lib/features/all-commands.ts";
import { type Command, EXIT } from "#lib/infra/terminal/command.ts";
import { SEALING } from "./sealing-options.ts";

const SERVER = { url: { value: "URL" }, key: { value: "KEY" }, timeout: { value: "SECONDS" } } as const;

const ONE_OPERAND = { operandsMin: 1, operandsMax: 1 } as const;
const NO_OPERANDS = { operands: "", operandsMin: 0, operandsMax: 0 } as const;

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
    operands: "RECEIPT [FILE|FOLDER]",
    operandsMin: 0,
    operandsMax: 2,
    options: {
      ...{ bag: { value: "FOLDER" }, list: { value: "FILE", words: "listIn" } },
      policy: { value: "FILE", multiple: true, words: "verifyPolicy" },
      "tsa-ca": { value: "FILE", multiple: true },
      ...{ algorithms: { value: "FILE" }, online: {}, did: { value: "FILE" }, keys: { value: "FILE" } },
      ...{ "status-list": { value: "FILE" }, statuses: { value: "FILE" } },
      date: { value: "YYYY-MM-DD", words: "verifyDate" },
    },
    exitCodes: [EXIT.unproven, EXIT.resaved, EXIT.withdrawn, EXIT.period],
    load: async () => (await import("./verify.ts")).verify,
  },
  {
    words: "inspect",
    id: "inspect",
    operands: "FILE…",
    operandsMin: 1,
    operandsMax: Number.POSITIVE_INFINITY,
    options: {
      ca: { value: "FILE", multiple: true },
      "tsa-ca": { value: "FILE", multiple: true },
      revocation: { value: "FILE", multiple: true },
    },
    exitCodes: [EXIT.unproven],
    load: async () => (await import("./inspect.ts")).inspect,
  },
  {
    words: "submit",
    id: "submit",
    operands: "FILE…",
    operandsMin: 1,
    operandsMax: Number.POSITIVE_INFINITY,
    options: {
      ...{ "digest-only": {}, sm3: {}, wait: {}, bulk: {}, journal: { value: "FILE" } },
      ...{ bundle: {}, name: { value: "NAME", words: "bundleName" }, list: { value: "FILE", words: "listOut" } },
      unit: { value: "UNIT", words: "unitOfRecord" },
      ...SERVER,
    },
    load: async () => (await import("./submit.ts")).submit,
  },
  {
    words: "take-over",
    id: "takeOver",
    operands: "TABLE",
    ...ONE_OPERAND,
    options: {
      ...{ receipts: { value: "FOLDER", words: "oldReceipts" }, service: { value: "NAME", words: "oldService" } },
      ...{ "utc-offset": { value: "±HH:MM", words: "utcOffset" }, journal: { value: "FILE" } },
      ...{ report: { value: "PATH", words: "takeOverReport" }, "dry-run": { words: "takeOverTrial" } },
      unit: { value: "UNIT", words: "unitOfRecord" },
      ...SERVER,
    },
    load: async () => (await import("./take-over.ts")).takeOver,
  },
  {
    words: "import-certificates",
    id: "importCertificates",
    operands: "FOLDER",
    ...ONE_OPERAND,
    options: { table: { value: "FILE" }, online: { words: "importOnline" }, ...SERVER },
    load: async () => (await import("./import-certificates.ts")).importCertificates,
  },
  {
    ...{ words: "seal", id: "seal", operands: "PDF", ...ONE_OPERAND },
    options: { ...SEALING, ...SERVER },
    required: ["seal", "purpose", "out"],
    load: async () => (await import("./seal.ts")).seal,
  },
  {
    words: "receipt",
    id: "receipt",
    operands: "ID",
    ...ONE_OPERAND,
    options: {
      format: { value: "json|pdf|tlog-proof|cose" },
      out: { value: "FILE" },
      wait: { value: "SECONDS", words: "waitSeconds" },
      ...{ lang: { value: "en|zh-CN" }, alg: { value: "EdDSA|ML-DSA-44" } },
      ...{ file: { value: "PATH", words: "bundleFile" }, renewal: {} },
      ...SERVER,
    },
    load: async () => (await import("./receipt.ts")).receipt,
  },
  {
    words: "export",
    id: "export",
    operands: "FOLDER",
    ...ONE_OPERAND,
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
    words: "import",
    id: "import",
    operands: "FOLDER",
    ...ONE_OPERAND,
    options: {
      policy: { value: "FILE", multiple: true, words: "importPolicy" },
      "tsa-ca": { value: "FILE", multiple: true },
      ...SERVER,
    },
    required: ["policy"],
    load: async () => (await import("./import.ts")).importArchive,
  },
  {
    words: "mirror prove",
    id: "mirrorProve",
    ...NO_OPERANDS,
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
    words: "chain",
    id: "chain",
    operands: "RECEIPT…",
    operandsMin: 1,
    operandsMax: Number.POSITIVE_INFINITY,
    options: { ledger: { value: "URL|DIR", words: "chainLedger" }, ...TRUST },
    exitCodes: [EXIT.unproven],
    load: async () => (await import("./chain.ts")).chain,
  },
  {
    words: "mirror init",
    id: "mirrorInit",
    ...NO_OPERANDS,
    options: { dir: { value: "DIR" }, name: { value: "NAME" }, algorithm: { value: "ed25519|ml-dsa-44" } },
    required: ["dir", "name"],
    load: async () => (await import("./mirror-receive.ts")).mirrorInit,
  },
  {
    words: "mirror add-key",
    id: "mirrorAddKey",
    ...NO_OPERANDS,
    options: { dir: { value: "DIR" } },
    required: ["dir"],
    load: async () => (await import("./mirror-receive.ts")).mirrorAddKey,
  },
  {
    words: "mirror add-log",
    id: "mirrorAddLog",
    ...NO_OPERANDS,
    options: { dir: { value: "DIR" }, vkey: { value: "VKEY", multiple: true }, origin: { value: "ORIGIN" } },
    required: ["dir", "vkey"],
    load: async () => (await import("./mirror-receive.ts")).mirrorAddLog,
  },
  {
    words: "mirror remove-log",
    id: "mirrorRemoveLog",
    ...NO_OPERANDS,
    options: { dir: { value: "DIR" }, origin: { value: "ORIGIN" }, vkey: { value: "VKEY" } },
    required: ["dir", "origin"],
    load: async () => (await import("./mirror-receive.ts")).mirrorRemoveLog,
  },
  {
    words: "mirror receive",
    id: "mirrorReceive",
    ...NO_OPERANDS,
    options: {
      dir: { value: "DIR" },
      listen: { value: "HOST:PORT" },
      prefix: { value: "/PATH" },
      drafts: { words: "draftsOfMirrors" },
    },
    required: ["dir", "listen"],
    load: async () => (await import("./mirror-receive.ts")).mirrorReceive,
  },
  {
    words: "mirror",
    id: "mirror",
    ...NO_OPERANDS,
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
    ...NO_OPERANDS,
    options: {
      url: { value: "URL", multiple: true, words: "sourceUrls" },
      ...TRUST,
      state: { value: "FILE" },
      "max-age": { value: "SECONDS" },
      entries: {},
      from: { value: "INDEX" },
      issuer: { value: "ISSUER" },
      known: { value: "FILE" },
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
    ...NO_OPERANDS,
    options: { dir: { value: "DIR" }, name: { value: "NAME" }, algorithm: { value: "ed25519|ml-dsa-44" } },
    required: ["dir", "name"],
    load: async () => (await import("./witness.ts")).witnessInit,
  },
  {
    words: "witness add-key",
    id: "witnessAddKey",
    ...NO_OPERANDS,
    options: { dir: { value: "DIR" } },
    required: ["dir"],
    load: async () => (await import("./witness.ts")).witnessAddKey,
  },
  {
    words: "witness add-log",
    id: "witnessAddLog",
    ...NO_OPERANDS,
    options: { dir: { value: "DIR" }, vkey: { value: "VKEY", multiple: true }, origin: { value: "ORIGIN" } },
    required: ["dir", "vkey"],
    load: async () => (await import("./witness.ts")).witnessAddLog,
  },
  {
    words: "witness remove-log",
    id: "witnessRemoveLog",
    ...NO_OPERANDS,
    options: { dir: { value: "DIR" }, origin: { value: "ORIGIN" }, vkey: { value: "VKEY" } },
    required: ["dir", "origin"],
    load: async () => (await import("./witness.ts")).witnessRemoveLog,
  },
  {
    words: "witness list",
    id: "witnessList",
    ...NO_OPERANDS,
    options: { dir: { value: "DIR" } },
    required: ["dir"],
    load: async () => (await import("./witness.ts")).witnessList,
  },
  {
    words: "witness run",
    id: "witnessRun",
    ...NO_OPERANDS,
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
