/** Loads pdfme's designer, on the page that has one and nowhere else, and opens it. */
import type { Designer } from "@pdfme/ui";
import type { Locale } from "#lib/i18n/locale.ts";
import type { CanvasTemplate } from "./canvas-template.ts";
import { addFonts } from "./fonts.ts";
import { canvasPlugins, type PluginWords } from "./plugins.ts";

export interface CanvasOptions {
  place: HTMLElement;
  template: CanvasTemplate;
  locale: Locale;
  words: PluginWords;
  issuer: () => string;
}

/** How the canvas marks what is chosen: the colour of focus. */
const CHOSEN_COLOR = "#1d5c9e";

export async function openDesigner({ place, template, locale, words, issuer }: CanvasOptions): Promise<Designer> {
  forbidEvaluation();
  addFonts();
  const { Designer: PdfmeDesigner } = await import("@pdfme/ui");
  return new PdfmeDesigner({
    domContainer: place,
    template: template as never,
    plugins: canvasPlugins(words, issuer),
    options: {
      lang: locale === "zh-CN" ? "zh" : "en",
      // Our own panel stands beside the canvas.
      sidebarOpen: false,
      theme: { token: { colorPrimary: CHOSEN_COLOR } },
    },
  });
}

/** zod, which pdfme brings along, tries whether it may evaluate code, which our policy refuses and the browser logs as an error. */
function forbidEvaluation(): void {
  const shared = globalThis as { __zod_globalConfig?: { jitless?: boolean } };
  shared.__zod_globalConfig = { ...shared.__zod_globalConfig, jitless: true };
}
