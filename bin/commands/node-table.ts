/** The commands of witnesses and mirrors. */
import type { Command } from "./command.ts";

const NODE = { ledger: { value: "NAME" }, kind: { value: "witness|mirror" } } as const;
const NODE_FIELDS = {
  url: { value: "URL", words: "nodeUrl" },
  operator: { value: "TEXT" },
  contact: { value: "TEXT" },
  org: { value: "ORG", words: "nodeOrg" },
} as const;

export const NODE_COMMANDS: readonly Command[] = [
  {
    words: "node add",
    id: "nodeAdd",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: {
      kind: { value: "witness|mirror", words: "nodeKind" },
      name: { value: "NAME", words: "nodeName" },
      key: { value: "VKEY", words: "nodeKey" },
      ...NODE_FIELDS,
      ledger: { value: "NAME" },
    },
    required: ["kind", "name", "url"],
    load: async () => (await import("./node.ts")).nodeAdd,
  },
  {
    words: "node list",
    id: "nodeList",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    options: { ledger: { value: "NAME" } },
    load: async () => (await import("./node.ts")).nodeList,
  },
  {
    words: "node activate",
    id: "nodeActivate",
    operands: "NAME",
    operandsMin: 1,
    operandsMax: 1,
    options: { ...NODE, note: { value: "TEXT" } },
    load: async () => (await import("./node.ts")).nodeActivate,
  },
  {
    words: "node suspend",
    id: "nodeSuspend",
    operands: "NAME",
    operandsMin: 1,
    operandsMax: 1,
    options: { ...NODE, note: { value: "TEXT" } },
    load: async () => (await import("./node.ts")).nodeSuspend,
  },
  {
    words: "node retire",
    id: "nodeRetire",
    operands: "NAME",
    operandsMin: 1,
    operandsMax: 1,
    options: { ...NODE, note: { value: "TEXT" } },
    load: async () => (await import("./node.ts")).nodeRetire,
  },
  {
    words: "node change",
    id: "nodeChange",
    operands: "NAME",
    operandsMin: 1,
    operandsMax: 1,
    options: { ...NODE, ...NODE_FIELDS },
    load: async () => (await import("./node.ts")).nodeChange,
  },
  {
    words: "node quorum",
    id: "nodeQuorum",
    operands: "COUNT",
    operandsMin: 1,
    operandsMax: 1,
    options: { ledger: { value: "NAME" } },
    load: async () => (await import("./node.ts")).nodeQuorum,
  },
];
