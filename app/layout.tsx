import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import { cookies } from "next/headers";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { KeepZone } from "#components/shell/keep-zone.tsx";
import { NavigationProgress } from "#components/shell/navigation-progress.tsx";
import { ReaderZone } from "#components/shell/reader-zone.tsx";
import { SiteFooter } from "#components/shell/site-footer.tsx";
import { SiteHeader } from "#components/shell/site-header.tsx";
import { TestNotice } from "#components/shell/test-notice.tsx";
import { publicUrl } from "#lib/env.ts";
import { loadAccount } from "#lib/features/accounts/sessions/pages.ts";
import { findImprintLink } from "#lib/features/operations/site/rows.ts";
import { GROUND, THEME_COOKIE, type Theme, themeOf } from "#lib/words/theme.ts";
import "./globals.css";

/** Headlines in Latin letters; Chinese ones take the system's own Song. Served from here, as everything is. */
const headline = localFont({
  src: "./fonts/source-serif-4-latin-600.woff2",
  weight: "600",
  variable: "--font-headline",
  display: "swap",
});

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("shell");
  return {
    metadataBase: new URL(publicUrl),
    title: { default: t("title"), template: `%s · ${t("title")}` },
    description: t("description"),
    // Addresses hold record ids; they are not for other sites.
    referrer: "same-origin",
    formatDetection: { telephone: false, date: false, email: false, address: false },
  };
}

async function chosenTheme(): Promise<Theme> {
  return themeOf((await cookies()).get(THEME_COOKIE)?.value);
}

export async function generateViewport(): Promise<Viewport> {
  const theme = await chosenTheme();
  const ground = (scheme: "light" | "dark") => GROUND[theme === "system" ? scheme : theme];
  return {
    width: "device-width",
    initialScale: 1,
    themeColor: [
      { media: "(prefers-color-scheme: light)", color: ground("light") },
      { media: "(prefers-color-scheme: dark)", color: ground("dark") },
    ],
  };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, t, theme, account, imprint] = await Promise.all([
    getLocale(),
    getTranslations("shell"),
    chosenTheme(),
    // A layout that breaks takes every page with it: who is signed in is not worth that. A page that needs to know asks itself.
    loadAccount().catch(() => undefined),
    findImprintLink().catch(() => undefined),
  ]);
  return (
    <html lang={locale} data-theme={theme === "system" ? undefined : theme} className={headline.variable}>
      <body className="flex min-h-dvh flex-col">
        <a
          href="#content"
          className="sr-only z-50 rounded-md bg-ink px-4 py-2 text-sm text-paper focus:not-sr-only focus:fixed focus:start-3 focus:top-3"
        >
          {t("skip")}
        </a>
        <ClientMessages namespaces={[]}>
          {account ? <KeepZone /> : null}
          <NavigationProgress />
          <SiteHeader account={account} />
          {account?.test ? <TestNotice /> : null}
          <main id="content" tabIndex={-1} className="flex-1 pb-20 outline-none">
            <ReaderZone zone={account?.timeZone ?? undefined}>{children}</ReaderZone>
          </main>
          <SiteFooter theme={theme} imprint={imprint} />
        </ClientMessages>
      </body>
    </html>
  );
}
