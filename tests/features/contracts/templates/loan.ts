/** Templates of a loan contract, for tests: one that was written here, and one that is a PDF. */
import type { ContractTemplateDocument } from "#lib/features/contracts/templates/types.ts";

export const PARTIES = [
  { name: "borrower", label: "借款人（甲方）" },
  { name: "bank", label: "贷款人（乙方）" },
];

export const VALUES: ContractTemplateDocument["values"] = [
  { kind: "text", name: "contract_number", label: "合同编号", required: true, mask: "HT-9999-999" },
  { kind: "text", name: "borrower_name", label: "借款人姓名", required: true, charsMax: 60 },
  {
    kind: "amount",
    name: "amount",
    label: "借款金额",
    required: true,
    currency: "CNY",
    min: "1000.00",
    max: "5000000.00",
  },
  { kind: "date", name: "begins", label: "起始日期", required: true },
  { kind: "choice", name: "repayment", label: "还款方式", required: true, options: ["等额本息", "到期还本付息"] },
  {
    ...{ kind: "text", name: "guarantor", label: "保证人", required: true, charsMax: 60 },
    when: { value: "amount", is: "greater", than: "500000.00" },
  },
];

export const GIVEN: Readonly<Record<string, string>> = {
  contract_number: "HT-2026-001",
  borrower_name: "张三",
  amount: "120,000",
  begins: "2026-12-01",
  repayment: "等额本息",
};

const CLAUSES: Extract<ContractTemplateDocument["body"], { kind: "text" }>["clauses"] = [
  {
    numbered: false,
    blocks: [
      {
        kind: "paragraph",
        text: "甲方：{{borrower_name}}\n乙方：蓝港银行股份有限公司\n双方经协商一致，订立本合同 (Loan contract {{contract_number}})。",
      },
      {
        kind: "table",
        rows: [
          { label: "借款金额", text: "{{amount}}\n{{amount:words}}" },
          { label: "起始日期", text: "{{begins}}" },
          { label: "还款方式", text: "{{repayment}}" },
        ],
      },
    ],
  },
  { heading: "借款", numbered: true, blocks: [{ kind: "paragraph", text: "甲方向乙方借款{{amount}}。" }] },
  {
    ...{ heading: "保证", numbered: true, when: { value: "guarantor", is: "given" } },
    blocks: [{ kind: "paragraph", text: "{{guarantor}}为本合同项下的债务承担连带责任保证。" }],
  },
  { heading: "争议解决", numbered: true, blocks: [{ kind: "paragraph", text: "由乙方所在地人民法院管辖。" }] },
  {
    numbered: false,
    blocks: [
      {
        kind: "field",
        field: { name: "signed_by", kind: "signature", party: "borrower", label: "甲方签字：", required: true },
      },
      { kind: "field", field: { name: "signed_on", kind: "date", party: "borrower", label: "日期：", required: true } },
      { kind: "field", field: { name: "sealed_by", kind: "seal", party: "bank", label: "乙方盖章：", required: true } },
    ],
  },
];

export const LOAN: ContractTemplateDocument = {
  format: "sealbook.contract-template/v1",
  language: "zh-CN",
  title: "个人借款合同",
  parties: PARTIES,
  values: VALUES,
  body: { kind: "text", clauses: CLAUSES },
};

/** @param sha256 hex, of a PDF of A4 */
export function loanOn(sha256: string): ContractTemplateDocument {
  const place = { page: 1, x: 30, y: 60, width: 60, height: 20 };
  return {
    ...LOAN,
    body: {
      ...{ kind: "pdf", sha256 },
      prints: [
        { text: "{{borrower_name}}", page: 1, x: 30, y: 200, width: 60, height: 8, size: 12 },
        { text: "{{amount:words}}", page: 1, x: 30, y: 180, width: 100, height: 8, size: 12 },
      ],
      fields: [
        { name: "signed_by", kind: "signature", party: "borrower", label: "签字", required: true, ...place },
        {
          ...{
            name: "guaranteed_by",
            kind: "signature",
            party: "borrower",
            label: "保证人签字",
            required: true,
            ...place,
          },
          when: { value: "guarantor", is: "given" },
        },
      ],
    },
  };
}
