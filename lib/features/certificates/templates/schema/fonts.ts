/**
 * The fonts that a template may name. Designer, preview and PDF are set in the same files; what a font lacks is looked for in those
 * behind it, run by run, by lib/pdf.
 */

export const FONT_NAMES = [
  "song",
  "song-bold",
  "hei",
  "hei-bold",
  "garamond",
  "garamond-bold",
  "garamond-italic",
  "mono",
] as const;
export type FontName = (typeof FONT_NAMES)[number];

export interface TemplateFont {
  label: { "zh-CN": string; en: string };
  /** Path below node_modules/@expo-google-fonts; served at FONT_PATH. */
  file: string;
}

export const TEMPLATE_FONTS: Readonly<Record<FontName, TemplateFont>> = {
  song: {
    label: { "zh-CN": "宋体", en: "Song (serif)" },
    file: "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
  },
  "song-bold": {
    label: { "zh-CN": "宋体 粗", en: "Song bold" },
    file: "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
  },
  hei: { label: { "zh-CN": "黑体", en: "Hei (sans)" }, file: "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf" },
  "hei-bold": { label: { "zh-CN": "黑体 粗", en: "Hei bold" }, file: "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf" },
  garamond: {
    label: { "zh-CN": "Garamond", en: "Garamond" },
    file: "eb-garamond/400Regular/EBGaramond_400Regular.ttf",
  },
  "garamond-bold": {
    label: { "zh-CN": "Garamond 粗", en: "Garamond bold" },
    file: "eb-garamond/700Bold/EBGaramond_700Bold.ttf",
  },
  "garamond-italic": {
    label: { "zh-CN": "Garamond 斜", en: "Garamond italic" },
    file: "eb-garamond/400Regular_Italic/EBGaramond_400Regular_Italic.ttf",
  },
  mono: { label: { "zh-CN": "等宽", en: "Mono" }, file: "jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf" },
};

/** Address of a font's file, which never changes while its package does not. */
export function fontPath(name: FontName): string {
  return `/api/v1/templates/fonts/${name}.ttf`;
}
