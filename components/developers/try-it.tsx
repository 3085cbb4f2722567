"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { keepKey, useKey } from "./test-key.ts";

export type Tried = {
  id: string;
  method: string;
  path: string;
  takesKey: boolean;
  parameters: { name: string; in: string; required: boolean; type: string }[];
  /** JSON to begin with. */
  body?: string;
};

/** Of an answer, as much as a reader looks at. */
const SHOWN_CHARS_MAX = 20_000;

/** Asks this installation, with the reader's own key, and shows what came back. Nothing of it is loaded before it is opened. */
export function TryIt({ operation }: { operation: Tried }) {
  const t = useTranslations("developers.tryIt");
  const [isOpen, open] = useState(false);
  return (
    <details className="text-sm print:hidden" onToggle={({ currentTarget }) => open(currentTarget.open)}>
      <summary className="cursor-pointer text-link">{t("open")}</summary>
      {isOpen ? <Trial operation={operation} /> : null}
    </details>
  );
}

type Outcome = { status: string; headers: string; text: string };

function Trial({ operation }: { operation: Tried }) {
  const t = useTranslations("developers.tryIt");
  const key = useKey();
  const [outcome, setOutcome] = useState<Outcome>();
  const [busy, setBusy] = useState(false);
  const output = useId();
  const { method, parameters, takesKey, body } = operation;

  // Not as the form's action: React would empty it afterwards.
  async function send(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const given = `${form.get("key") ?? ""}`;
    if (takesKey) keepKey(given);
    setBusy(true);
    setOutcome(await ask(operation, form).catch(() => ({ status: t("unreachable"), headers: "", text: "" })));
    setBusy(false);
  }

  return (
    <form onSubmit={send} className="mt-3 grid gap-3 rounded-md border border-rule p-4">
      {takesKey ? (
        <TextField name="key" label={t("key")} hint={t("keyHint")} defaultValue={key} mono autoComplete="off" />
      ) : null}
      {parameters.map(({ name, in: place, required, type }) => (
        <TextField
          key={name}
          name={`${place}:${name}`}
          label={name}
          hint={type}
          required={required}
          optional={!required}
          mono
          autoComplete="off"
        />
      ))}
      {body === undefined ? null : (
        <TextareaField name="body" label={t("body")} defaultValue={body} rows={6} className="font-mono" />
      )}
      <div>
        <Button type="submit" variant="primary" busy={busy} aria-controls={output}>
          {t("send", { method })}
        </Button>
      </div>
      <output id={output} aria-live="polite" className="grid min-w-0 gap-2">
        {outcome ? (
          <>
            <strong className="font-mono">{outcome.status}</strong>
            <pre className="max-h-96 overflow-auto rounded-md border border-rule bg-sunken p-3 font-mono text-xs wrap-anywhere whitespace-pre-wrap">
              {`${outcome.text}\n\n${outcome.headers}`.trim()}
            </pre>
          </>
        ) : null}
      </output>
    </form>
  );
}

async function ask({ method, path, parameters, takesKey, body }: Tried, form: FormData): Promise<Outcome> {
  const value = (place: string, name: string) => `${form.get(`${place}:${name}`) ?? ""}`;
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(value("path", name)));
  const query = new URLSearchParams();
  for (const { name, in: place } of parameters)
    if (place === "query" && value("query", name)) query.set(name, value("query", name));
  const headers: Record<string, string> = { accept: "application/json, */*" };
  if (takesKey) headers.authorization = `Bearer ${`${form.get("key") ?? ""}`.trim()}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  // Whoever is signed in tries with the key alone: what it may is what their program will.
  const answer = await fetch(`${address}${query.size > 0 ? `?${query}` : ""}`, {
    ...{ method, headers, credentials: "omit", cache: "no-store" },
    ...(body !== undefined && { body: `${form.get("body") ?? ""}` }),
  });
  const text = await answer.text();
  return {
    status: `${answer.status}`,
    headers: [...answer.headers].map(([name, given]) => `${name}: ${given}`).join("\n"),
    text: readable(text).slice(0, SHOWN_CHARS_MAX),
  };
}

function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
