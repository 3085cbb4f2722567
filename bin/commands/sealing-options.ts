/** What `sealbook seal` is told beside its document. */
export const SEALING = {
  ...{ seal: { value: "ID" }, purpose: { value: "PURPOSE" }, out: { value: "PDF", words: "sealOut" } },
  ...{ at: { value: "PAGE:X,Y" }, keyword: { value: "WORDS" }, field: { value: "NAME" }, edges: {} },
  ...{ reason: { value: "REASON" }, level: { value: "B-B|B-T" }, ask: {}, request: { value: "ID" } },
} as const;
