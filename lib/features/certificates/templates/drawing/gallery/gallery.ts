/** Six designs to begin with, each in both languages: whoever takes one has a template of their own, and changes what they like. */
import type { TemplateDocument, TemplateLanguage } from "../../types.ts";
import { competition } from "./competition.ts";
import { diploma } from "./diploma.ts";
import { donation } from "./donation.ts";
import { employment } from "./employment.ts";
import { membership } from "./membership.ts";
import { training } from "./training.ts";

export interface GalleryDesign {
  id: string;
  label: Record<TemplateLanguage, string>;
  document: (language: TemplateLanguage) => TemplateDocument;
}

export const GALLERY: readonly GalleryDesign[] = [
  { id: "diploma", label: { "zh-CN": "毕业证书", en: "Diploma" }, document: diploma },
  { id: "training", label: { "zh-CN": "培训结业", en: "Training" }, document: training },
  { id: "competition", label: { "zh-CN": "竞赛获奖", en: "Competition" }, document: competition },
  { id: "membership", label: { "zh-CN": "会员", en: "Membership" }, document: membership },
  { id: "donation", label: { "zh-CN": "捐赠", en: "Donation" }, document: donation },
  { id: "employment", label: { "zh-CN": "聘任", en: "Employment" }, document: employment },
];
