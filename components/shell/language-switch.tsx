"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { ScriptedButton } from "#components/ui/scripted-button.tsx";
import { LOCALE_COOKIE, LOCALE_COOKIE_SECONDS, type Locale } from "#lib/i18n/locale.ts";

type LanguageSwitchProps = {
  /** The language one gets by pressing. */
  to: Locale;
  /** Its name, in itself. */
  name: string;
  label: string;
};

/** The other language, one press away. The page keeps what it holds: only its words are fetched anew. */
export function LanguageSwitch({ to, name, label }: LanguageSwitchProps) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const change = () => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `${LOCALE_COOKIE}=${to}; path=/; max-age=${LOCALE_COOKIE_SECONDS}; samesite=lax`;
    startTransition(() => router.refresh());
  };
  return (
    <ScriptedButton
      type="button"
      lang={to}
      onClick={change}
      aria-busy={pending || undefined}
      aria-label={label}
      className="inline-flex min-h-11 items-center rounded-md px-2 text-sm text-ink-soft hover:text-ink aria-busy:cursor-progress aria-busy:opacity-55 print:hidden"
    >
      {name}
    </ScriptedButton>
  );
}
