/** A prize: a meander in red and gold around warm paper, the rank in large letters. */
import type { HexColor, TemplateDocument, TemplateElement, TemplateLanguage } from "../../types.ts";
import { codeAt, designed, field, nameAt, sealedAt, type Tongue, text, tongueOf } from "./parts.ts";

const RED: HexColor = "#a3211a";
const GOLD: HexColor = "#c29a4b";
const RANKS = {
  "zh-CN": ["特等奖", "一等奖", "二等奖", "三等奖", "优秀奖"],
  en: ["Grand Prize", "First Prize", "Second Prize", "Third Prize", "Honourable Mention"],
};

function words(tongue: Tongue): TemplateElement[] {
  const { say, isChinese, plain, strong } = tongue;
  return [
    text("title", say("荣誉证书", "Award of Honour"), {
      ...{ box: [55, 28, 187, 25], font: strong, size: isChinese ? 46 : 44, color: RED },
      ...{ spacing: isChinese ? 0.34 : 0.02, role: "title" },
    }),
    {
      id: "divider",
      kind: "ornament",
      design: "divider",
      x: 93.5,
      y: 54.5,
      width: 110,
      height: 5,
      color: RED,
      second: GOLD,
    },
    nameAt([55, 62, 187, 21], tongue),
    text(
      "body",
      say("在{{contest}}中，\n作品《{{work}}》荣获", "whose entry “{{work}}”\nin the {{contest}} was awarded"),
      {
        ...{ box: [48, 85, 201, 18], font: plain, size: 14, sizeMin: 8.5, linesMax: 3, leading: 1.45 },
      },
    ),
    text("rank", "{{rank}}", {
      ...{
        box: [70, 104, 157, 20],
        font: strong,
        size: 34,
        color: RED,
        spacing: isChinese ? 0.3 : 0.02,
        role: "heading",
      },
    }),
    text("thanks", say("特发此证，以资鼓励。", "in recognition of outstanding work."), {
      ...{ box: [70, 125, 157, 8], font: plain, size: 13 },
    }),
  ];
}

export function competition(language: TemplateLanguage): TemplateDocument {
  const tongue = tongueOf(language);
  const { say } = tongue;
  const frame: TemplateElement = {
    ...{ id: "frame", kind: "ornament", design: "meander-frame", x: 9, y: 9, width: 279, height: 192 },
    ...{ color: RED, second: GOLD },
  };
  return designed({
    language,
    orientation: "landscape",
    background: "#fffcf5",
    elements: [frame, ...words(tongue), ...codeAt([42, 144], tongue), ...sealedAt([222, 132], tongue)],
    fields: [
      field("contest", ["竞赛", "Competition"]),
      field("work", ["作品", "Entry"]),
      field("rank", ["奖项", "Prize"], { type: "choice", choices: RANKS[language] }),
    ],
    achievement: [
      say("竞赛荣誉证书", "Award of Honour"),
      say("在竞赛中获奖。", "A prize won in a competition."),
      say("经评审委员会评定。", "Judged by the jury of the competition."),
    ],
  });
}
