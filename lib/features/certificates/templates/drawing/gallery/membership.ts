/** Membership: an upright sheet over scales of water, its particulars between two rules, a seal at its foot. */
import type { HexColor, TemplateDocument, TemplateElement, TemplateLanguage } from "../../types.ts";
import { codeAt, designed, field, nameAt, SOFT, type Tongue, text, tongueOf, VERMILION } from "./parts.ts";

const TEAL: HexColor = "#1d5753";
const PALE: HexColor = "#b9d2cc";
const PAPER: HexColor = "#fdfefc";
const KINDS = {
  "zh-CN": ["个人会员", "单位会员", "荣誉会员", "高级会员"],
  en: ["an individual member", "a corporate member", "an honorary member", "a senior member"],
};

const ground = (): TemplateElement[] => [
  {
    ...{ id: "waves-head", kind: "ornament", design: "wave-ground", x: 0, y: -3.75, width: 210, height: 41.25 },
    ...{ color: PALE, second: PALE },
  },
  {
    ...{ id: "waves-foot", kind: "ornament", design: "wave-ground", x: 0, y: 259.5, width: 210, height: 41.25 },
    ...{ color: PALE, second: PALE },
  },
  {
    id: "sheet",
    kind: "rectangle",
    x: 15,
    y: 21,
    width: 180,
    height: 255,
    fill: PAPER,
    stroke: TEAL,
    strokeWidth: 0.6,
  },
  { id: "inner", kind: "rectangle", x: 17, y: 23, width: 176, height: 251, stroke: PALE, strokeWidth: 0.3 },
  { id: "divider", kind: "ornament", design: "divider", x: 65, y: 87, width: 80, height: 5, color: TEAL, second: PALE },
  { id: "rule-head", kind: "line", x: 55, y: 165, width: 100, height: 0.2, color: PALE },
  { id: "rule-foot", kind: "line", x: 55, y: 198, width: 100, height: 0.2, color: PALE },
];

function particulars({ say, plain }: Tongue): TemplateElement[] {
  const rows = [
    ["member", say("会员编号", "Member No."), "{{member_number}}"],
    ["since", say("入会日期", "Member since"), "{{since}}"],
    ["issued", say("发证日期", "Issued on"), "{{issued_on}}"],
  ] as const;
  return rows.flatMap(([id, label, value], at) => [
    text(`${id}-label`, label, {
      box: [52, 168 + at * 9, 46, 9],
      font: plain,
      size: 11.5,
      color: SOFT,
      align: "right",
    }),
    text(id, value, { box: [104, 168 + at * 9, 74, 9], font: plain, size: 12.5, sizeMin: 7, align: "left" }),
  ]);
}

function words(tongue: Tongue): TemplateElement[] {
  const { say, isChinese, plain, strong } = tongue;
  const body = say(
    "为{{kind}}，享有章程规定的权利，\n履行章程规定的义务。",
    "as {{kind}}, with the rights\nand the duties that its statutes give.",
  );
  return [
    text("issuer", "{{issuer_name}}", {
      ...{
        box: [32, 43, 146, 11],
        font: strong,
        size: 16,
        sizeMin: 8.5,
        color: TEAL,
        spacing: isChinese ? 0.12 : 0.02,
      },
    }),
    text("title", say("会员证书", "Certificate of Membership"), {
      ...{ box: [26, 59, 158, 24], font: isChinese ? strong : plain, size: isChinese ? 42 : 36, color: TEAL },
      ...{ spacing: isChinese ? 0.36 : 0, role: "title" },
    }),
    text("admitted", say("兹接纳", "has admitted"), { box: [32, 99, 146, 9], font: plain, size: 13, color: SOFT }),
    nameAt([30, 109, 150, 23], tongue, { size: isChinese ? 32 : 35 }),
    text("body", body, { box: [32, 136, 146, 20], font: plain, size: 13.5, sizeMin: 9, linesMax: 3, leading: 1.6 }),
    ...particulars(tongue),
    text("until", say("有效期至{{valid_until}}", "Valid until {{valid_until}}"), {
      box: [112, 254, 66, 7],
      font: plain,
      size: 11,
      color: SOFT,
    }),
  ];
}

export function membership(language: TemplateLanguage): TemplateDocument {
  const tongue = tongueOf(language);
  const { say, isChinese, strong } = tongue;
  const seal: TemplateElement = {
    ...{ id: "seal", kind: "seal", text: "{{issuer_name}}", caption: "", color: VERMILION, font: strong },
    ...(isChinese
      ? { shape: "square", middle: "none", x: 131, y: 219, width: 28, height: 28 }
      : { shape: "round", middle: "laurel", x: 126, y: 213, width: 38, height: 38 }),
  } as TemplateElement;
  return designed({
    language,
    orientation: "portrait",
    background: PAPER,
    elements: [...ground(), ...words(tongue), ...codeAt([48, 220], tongue), seal],
    fields: [
      field("kind", ["会员类别", "Kind of member"], { type: "choice", choices: KINDS[language] }),
      field("member_number", ["会员编号", "Member number"]),
      field("since", ["入会日期", "Member since"], { type: "date" }),
    ],
    achievement: [
      say("会员证书", "Certificate of Membership"),
      say("经批准成为会员。", "Admitted as a member."),
      say("符合章程规定的入会条件。", "Meets the conditions of the statutes."),
    ],
  });
}
