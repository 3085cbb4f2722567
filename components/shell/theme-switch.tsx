"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { GROUND, THEME_COOKIE, THEME_COOKIE_SECONDS, THEMES, type Theme } from "#lib/words/theme.ts";

const ICONS = { system: Monitor, light: Sun, dark: Moon };

/** The system's colours, light or dark ones: at once, and by a cookie for the server from then on, so that no page flashes. */
export function ThemeSwitch({ chosen }: { chosen: Theme }) {
  const t = useTranslations("common.theme");
  const hydrated = useHydrated();
  const [theme, setTheme] = useState(chosen);
  const choose = (next: Theme) => {
    setTheme(next);
    show(next);
  };
  return (
    <fieldset disabled={!hydrated} className="flex rounded-md border border-rule">
      <legend className="sr-only">{t("label")}</legend>
      {THEMES.map((each) => {
        const Icon = ICONS[each];
        return (
          <label
            key={each}
            className="relative flex min-h-11 items-center gap-1.5 rounded-md px-3 text-ink-soft hover:text-ink has-checked:bg-sunken has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus sm:min-h-8"
          >
            <input
              type="radio"
              name="theme"
              checked={theme === each}
              onChange={() => choose(each)}
              className="absolute inset-0 cursor-pointer appearance-none outline-none"
            />
            <Icon aria-hidden="true" className="size-3.5" />
            {t(each)}
          </label>
        );
      })}
    </fieldset>
  );
}

function show(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${THEME_COOKIE_SECONDS}; samesite=lax`;
  for (const meta of document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")) {
    const scheme = meta.media.includes("dark") ? "dark" : "light";
    meta.content = GROUND[theme === "system" ? scheme : theme];
  }
}
