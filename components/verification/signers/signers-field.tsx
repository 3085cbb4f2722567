"use client";

import { FileUp, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import { BUNDLE_BYTES_MAX } from "#lib/pki/bundle.ts";
import { factsOf, NAMED_ROLES, type Named, type NamedRole, namedIn } from "#lib/verify/pdf/named.ts";
import { keep, withMore } from "./kept.ts";
import { NamedRow } from "./named-row.tsx";

/** As many as a screen shows at once. */
const SHOWN_MAX = 20;
const SEARCHED_FROM = 8;

interface SignersFieldProps {
  named: readonly Named[];
  /** Hears whom the reader names from now on. */
  onNamed: (named: Named[]) => void;
}

/** Where a reader names authorities, with when they end, which they are, and from and until when they count. */
export function SignersField({ named, onNamed }: SignersFieldProps) {
  const t = useTranslations("signatures.named");
  const [refused, setRefused] = useState<string[]>([]);
  const [isKept, setKept] = useState(true);
  const [search, setSearch] = useState("");
  const [isAll, setAll] = useState(false);
  const change = (next: Named[]) => {
    setKept(keep(next));
    onNamed(next);
  };
  const take = async (files: readonly File[], role: NamedRole) => {
    const bad: string[] = [];
    let next = [...named];
    for (const file of files) {
      const bytes = file.size > BUNDLE_BYTES_MAX ? undefined : await file.arrayBuffer().catch(() => undefined);
      const found = bytes && namedIn(new Uint8Array(bytes), role);
      if (found) next = withMore(next, found);
      else bad.push(file.name);
    }
    setRefused(bad);
    change(next);
  };
  const found = named.filter((each) =>
    (factsOf(each)?.name ?? "").toLocaleLowerCase().includes(search.trim().toLocaleLowerCase()),
  );
  const shown = isAll ? found : found.slice(0, SHOWN_MAX);
  return (
    <div className="grid gap-4">
      <p className="max-w-prose text-sm text-ink-soft text-pretty">{t("lead")}</p>
      <div className="flex flex-wrap gap-3">
        {NAMED_ROLES.map((role) => (
          <FileButton key={role} size="sm" multiple onFiles={(files) => void take(files, role)}>
            <FileUp aria-hidden="true" className="size-4" />
            {t(`add.${role}`)}
          </FileButton>
        ))}
      </div>
      {refused.length > 0 ? (
        <FieldError id="signers-refused">{t("refused", { names: refused.map(plain).join(", ") })}</FieldError>
      ) : null}
      {isKept ? null : <FieldError id="signers-unkept">{t("unkept")}</FieldError>}
      {named.length >= SEARCHED_FROM ? (
        <TextField label={t("search")} value={search} onChange={({ target }) => setSearch(target.value)} />
      ) : null}
      <p role="status" className="text-sm">
        {named.length === 0 ? t("none") : t("count", { shown: shown.length, count: found.length })}
      </p>
      {shown.length > 0 ? (
        <ul className="grid gap-3">
          {shown.map((each) => {
            const facts = factsOf(each);
            return facts ? (
              <NamedRow
                key={`${each.role} ${facts.fingerprint}`}
                named={each}
                facts={facts}
                onChange={(next) => change(named.map((other) => (other === each ? next : other)))}
                onRemove={() => change(named.filter((other) => other !== each))}
              />
            ) : null;
          })}
        </ul>
      ) : null}
      <div className="flex flex-wrap gap-3 empty:hidden">
        {shown.length < found.length ? (
          <Button size="sm" onClick={() => setAll(true)}>
            {t("all", { count: found.length })}
          </Button>
        ) : null}
        {named.length > 1 ? (
          <Button size="sm" icon={<Trash2 aria-hidden="true" className="size-4" />} onClick={() => change([])}>
            {t("clear")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
