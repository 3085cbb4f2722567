/** What a new template begins with: two parties that sign, and a contract that can be published as it stands. In Node and in browsers alike. */
import { CONTRACT_TEMPLATE_FORMAT, type ContractTemplateDocument, type Language } from "../types.ts";

const WORDS = {
  "zh-CN": {
    ...{ first: "甲方", second: "乙方", number: "合同编号", heading: "标的", signed: "签字：" },
    opening: "合同编号：{{contract_number}}\n甲乙双方经协商一致，订立本合同。",
    text: "请在此填写条款内容。",
  },
  en: {
    ...{
      first: "First party",
      second: "Second party",
      number: "Contract number",
      heading: "Subject",
      signed: "Signed by ",
    },
    opening: "Contract number: {{contract_number}}\nThe parties agree as follows.",
    text: "Write what is agreed here.",
  },
} as const;

/** Either form begins with the same parties and the same value. @param pdf hex: of a PDF that was added */
export function beginDocument(
  language: Language,
  { title, pdf }: { title: string; pdf?: string },
): ContractTemplateDocument {
  const words = WORDS[language];
  const parties = [
    { name: "first", label: words.first },
    { name: "second", label: words.second },
  ];
  const signature = (party: string, label: string) => ({
    kind: "field" as const,
    field: {
      name: `${party}_signature`,
      kind: "signature" as const,
      party,
      label: `${words.signed}${label}`,
      required: true,
    },
  });
  return {
    ...{ format: CONTRACT_TEMPLATE_FORMAT, language, title, parties },
    values: [{ kind: "text", name: "contract_number", label: words.number, required: true, charsMax: 60 }],
    body:
      pdf === undefined
        ? {
            kind: "text",
            clauses: [
              { numbered: false, blocks: [{ kind: "paragraph", text: words.opening }] },
              { heading: words.heading, numbered: true, blocks: [{ kind: "paragraph", text: words.text }] },
              { numbered: false, blocks: parties.map(({ name, label }) => signature(name, label)) },
            ],
          }
        : { kind: "pdf", sha256: pdf, prints: [], fields: [] },
  };
}
