/** The messages of both languages. For servers; a page sends only the namespaces that its client components need. */
import type { Locale } from "./locale.ts";
import en from "./messages/en.json" with { type: "json" };
import zhCN from "./messages/zh-CN.json" with { type: "json" };

export type Messages = typeof en;
export type Namespace = keyof Messages;

export const catalogue: Record<Locale, Messages> = { en, "zh-CN": zhCN };
