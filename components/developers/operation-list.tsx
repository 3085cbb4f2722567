"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { MethodMark } from "./method-mark.tsx";

export type Listed = {
  tag: string;
  title: string;
  operations: { id: string; method: string; path: string; summary: string }[];
};

/** Every address by area; what is typed leaves those that have all of its words. Without script all of them stand there. */
export function OperationList({ areas }: { areas: readonly Listed[] }) {
  const t = useTranslations("developers");
  const [sought, seek] = useState("");
  const id = useId();
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const found = areas
    .map((area) => ({
      ...area,
      operations: area.operations.filter((each) => fits(`${each.method} ${each.path} ${each.summary} ${area.title}`)),
    }))
    .filter(({ operations }) => operations.length > 0);
  const count = found.reduce((sum, { operations }) => sum + operations.length, 0);
  return (
    <div className="grid gap-6">
      <search className="grid max-w-md gap-1">
        <label htmlFor={id} className="text-sm font-medium">
          {t("search")}
        </label>
        <input id={id} type="search" className="control" value={sought} onChange={({ target }) => seek(target.value)} />
        <p aria-live="polite" className="text-xs text-ink-soft">
          {t("found", { count })}
        </p>
      </search>
      {found.map(({ tag, title, operations }) => (
        <section key={tag} aria-labelledby={`area-${tag}`} className="grid gap-2">
          <h3 id={`area-${tag}`} className="text-sm font-semibold">
            <Link href={`/developers/${tag}`} prefetch={false} className="text-link">
              {title}
            </Link>
          </h3>
          <ul className="divide-y divide-rule border-y border-rule text-sm">
            {operations.map(({ id: operation, method, path, summary }) => (
              <li key={operation} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-1.5">
                <MethodMark method={method} />
                <Link
                  href={`/developers/${tag}#${operation}`}
                  prefetch={false}
                  className="text-link font-mono text-xs wrap-anywhere"
                >
                  {path}
                </Link>
                <span className="basis-full text-ink-soft sm:basis-auto">{summary}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
