"use client";

import { NextIntlClientProvider, useLocale, useMessages } from "next-intl";
import { type ReactNode, use } from "react";

/** One language's words of a verdict: a page that seldom shows one has them loaded for it, and not in every reader's page. */
const LOADERS = {
  en: () => import("#lib/features/certificates/verdict/messages/en.json"),
  "zh-CN": () => import("#lib/features/certificates/verdict/messages/zh-CN.json"),
};
const loading = new Map<string, ReturnType<(typeof LOADERS)["en"]>>();

function wordsOf(locale: string) {
  const known = loading.get(locale);
  if (known) return known;
  const begun = LOADERS[locale === "en" ? "en" : "zh-CN"]() as ReturnType<(typeof LOADERS)["en"]>;
  loading.set(locale, begun);
  return begun;
}

/** Suspends until they are there. */
export function WithCertificateWords({ children }: { children: ReactNode }) {
  const locale = useLocale();
  const messages = useMessages();
  const { certificateVerdict } = use(wordsOf(locale)).default;
  return (
    <NextIntlClientProvider locale={locale} messages={{ ...messages, certificateVerdict }}>
      {children}
    </NextIntlClientProvider>
  );
}
