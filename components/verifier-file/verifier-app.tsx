import { IntlProvider } from "next-intl";
import { useEffect, useState } from "react";
import { DEFAULT_LOCALE, type Locale, matchLocale } from "#lib/i18n/locale.ts";
import { MESSAGES } from "./messages.ts";
import { OfflineDesk } from "./offline-desk.tsx";
import { VerifierFrame } from "./verifier-frame.tsx";

/** The whole page, in the language of the browser until another one is chosen. */
export function VerifierApp() {
  const [locale, setLocale] = useState(browserLocale);
  const messages = MESSAGES[locale];
  useEffect(() => {
    document.documentElement.lang = locale;
    document.title = `${messages.standalone.title} · Sealbook 印证`;
  }, [locale, messages]);
  return (
    <IntlProvider locale={locale} messages={messages} timeZone="UTC">
      <VerifierFrame onLocale={setLocale}>
        <OfflineDesk />
      </VerifierFrame>
    </IntlProvider>
  );
}

/** The first language of ours that the browser asks for. */
function browserLocale(): Locale {
  for (const tag of navigator.languages) {
    const locale = matchLocale(tag);
    if (locale) return locale;
  }
  return DEFAULT_LOCALE;
}
