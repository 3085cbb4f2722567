"use client";

import { NextIntlClientProvider, useLocale, useMessages } from "next-intl";
import { type ReactNode, use } from "react";
import type { Locale } from "#lib/i18n/locale.ts";

type Words = { default: { certificateVerdict: object } };

/** One language's words of a verdict, taken apart: a page that seldom shows one sends for them, and not every reader's page has them. */
const LOADERS: Record<Locale, () => Promise<Words>> = {
  en: () => import("#lib/i18n/generated/parsed/certificateVerdict.en.json"),
  "zh-CN": () => import("#lib/i18n/generated/parsed/certificateVerdict.zh-CN.json"),
};
const loading = new Map<string, Promise<Words>>();

function wordsOf(locale: Locale): Promise<Words> {
  const known = loading.get(locale) ?? LOADERS[locale]();
  loading.set(locale, known);
  return known;
}

/** Suspends until they are there. */
export function WithCertificateWords({ children }: { children: ReactNode }) {
  const locale = useLocale() as Locale;
  const messages = useMessages();
  const { certificateVerdict } = use(wordsOf(locale)).default;
  return (
    <NextIntlClientProvider locale={locale} messages={{ ...messages, certificateVerdict }}>
      {children}
    </NextIntlClientProvider>
  );
}
