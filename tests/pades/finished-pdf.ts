/** A contract of two parties and a bank as it goes out, and each of them signing it. */
import { reservedBytes, SIGNING, signedAttributes, signedData } from "#lib/pades/cms.ts";
import { finishForm } from "#lib/pades/finish-form.ts";
import type { FormField } from "#lib/pades/form-fields.ts";
import { complete, coveredDigest, type Preparation, prepare, readSignable } from "#lib/pades/prepare.ts";
import { contract, type TestSigner } from "./sealed-pdf.ts";

const base = { page: 1, width: 50, height: 8, required: true, label: "-" } as const;

export const FIELDS: readonly FormField[] = [
  { ...base, name: "borrower-name", kind: "text", party: "borrower", x: 20, y: 160, label: "姓名 Name" },
  { ...base, name: "amount", kind: "amount", party: "borrower", x: 20, y: 148, label: "金额 Amount" },
  { ...base, name: "day", kind: "date", party: "borrower", x: 20, y: 136, label: "日期 Date" },
  {
    ...base,
    name: "term",
    kind: "choice",
    party: "borrower",
    x: 20,
    y: 124,
    label: "期限 Term",
    options: ["12", "24"],
  },
  {
    ...base,
    name: "agreed",
    kind: "check",
    party: "borrower",
    x: 20,
    y: 112,
    width: 6,
    height: 6,
    label: "同意 Agreed",
  },
  {
    ...base,
    name: "remarks",
    kind: "text",
    party: "guarantor",
    x: 90,
    y: 120,
    height: 24,
    required: false,
    label: "备注 Remarks",
  },
  {
    ...base,
    name: "borrower-initials",
    kind: "initials",
    party: "borrower",
    page: 2,
    x: 20,
    y: 20,
    width: 20,
    height: 10,
  },
  { ...base, name: "borrower-sign", kind: "signature", party: "borrower", x: 20, y: 40, height: 18 },
  { ...base, name: "guarantor-sign", kind: "signature", party: "guarantor", x: 80, y: 40, height: 18 },
  { ...base, name: "bank-seal", kind: "seal", party: "bank", x: 110, y: 70, width: 40, height: 40 },
];

export const finished = async (options: Parameters<typeof contract>[0] = {}): Promise<Uint8Array> =>
  await finishForm(await contract({ pages: 3, ...options }), {
    fields: FIELDS,
    edges: [{ field: "bank-seal", width: 30, height: 30 }],
  });

export const BORROWER: Partial<Preparation> = {
  place: { by: "field", name: "borrower-sign" },
  picture: undefined,
  hand: { hand: { by: "name", name: "张𠮷" }, captions: ["张𠮷", "2026-11-30 22:00 UTC"] },
  fills: [
    { name: "borrower-name", value: "张𠮷 홍길동 Ελένη" },
    { name: "amount", value: "¥1,200,000.00" },
    { name: "day", value: "2026-11-30" },
    { name: "term", value: "24" },
    { name: "agreed", value: true },
    { name: "borrower-initials", value: "张𠮷", hand: { by: "name", name: "张𠮷" } },
  ],
};
export const GUARANTOR: Partial<Preparation> = {
  place: { by: "field", name: "guarantor-sign" },
  picture: undefined,
  hand: {
    hand: {
      by: "strokes",
      strokes: [
        [
          [0, 0],
          [40, 30],
          [80, 0],
        ],
        [[100, 15]],
      ],
    },
    captions: ["李四"],
  },
  fills: [{ name: "remarks", value: "第一行，说明担保的范围。\nمحمد" }],
};
export const BANK: Partial<Preparation> = { place: { by: "field", name: "bank-seal" }, strips: true };

/** One save: what is filled in, and the signature. */
export async function sign(pdf: Uint8Array, signer: TestSigner, wanted: Partial<Preparation>): Promise<Uint8Array> {
  const { kind, certificate, chain } = signer;
  const prepared = await prepare(await readSignable(pdf), {
    ...{ place: { by: "nothing" }, name: "甲银行", at: new Date() },
    ...{ reserveBytes: reservedBytes(signer, { stamped: false }), ...wanted },
  });
  const digest = coveredDigest(prepared, SIGNING[kind].hash);
  const attributes = signedAttributes({ kind, digest, certificate });
  const cms = signedData({ kind, certificate, chain, attributes, signature: signer.sign(attributes) });
  return complete(prepared, cms);
}
