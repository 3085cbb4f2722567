"use client";

import "./globals.css";

/** When even the layout broke there are no messages and no language: both, in plain words. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Sealbook 印证</title>
        <main className="page page-narrow grid gap-8 py-16">
          <section lang="zh-CN" className="grid gap-2">
            <h1 className="font-serif text-2xl font-semibold">页面暂时无法显示</h1>
            <p className="text-ink-soft">我们这边出了问题。已经存证的内容不会丢失，请稍后重试。</p>
          </section>
          <section className="grid gap-2">
            <h2 className="font-serif text-xl font-semibold">This page could not be shown</h2>
            <p className="text-ink-soft">
              Something went wrong on our side. Nothing that was recorded is lost. Please try again.
            </p>
          </section>
          {error.digest ? <code className="font-mono text-sm">{error.digest}</code> : null}
          <button
            type="button"
            onClick={reset}
            className="min-h-11 justify-self-start rounded-md border border-ink bg-ink px-4 text-sm font-medium text-paper"
          >
            重试 · Try again
          </button>
        </main>
      </body>
    </html>
  );
}
