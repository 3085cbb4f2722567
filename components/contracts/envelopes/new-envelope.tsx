"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import {
  DAYS_OFFERED,
  type Party,
  PERSON_CHARS_MAX,
  TITLE_CHARS_MAX,
} from "#lib/features/contracts/envelopes/types.ts";
import type { ComposedContract } from "#lib/features/contracts/templates/types.ts";
import type { FormField } from "#lib/pades/form-fields.ts";
import { createEnvelope } from "./ask-server.ts";

const DAY_MS = 24 * 60 * 60_000;
type Role = Party["role"];
type Named = { name: string; label: string; roles: readonly Role[]; role: Role; person: string };

/** Which roles a party's own places leave it. */
function rolesFor(fields: readonly FormField[], name: string): readonly Role[] {
  const first = fields.find(({ party, kind }) => party === name && (kind === "signature" || kind === "seal"));
  if (first?.kind === "seal") return ["seals"];
  return first ? ["signs", "witness"] : ["approves"];
}

type NewEnvelopeProps = {
  contract: Pick<ComposedContract, "evidenceId" | "parties" | "fields" | "unitId">;
  title: string;
};

/** Who the parties of a composed contract are, in which order they act, and until when. */
export function NewEnvelope({ contract, title: proposed }: NewEnvelopeProps) {
  const t = useTranslations("envelopes.new");
  const router = useRouter();
  const { evidenceId, fields, unitId } = contract;
  const [title, setTitle] = useState(proposed.slice(0, TITLE_CHARS_MAX));
  const [order, setOrder] = useState<"order" | "once">("order");
  const [days, setDays] = useState("30");
  const [isSent, setSent] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [parties, setParties] = useState<readonly Named[]>(() =>
    contract.parties.map(({ name, label }) => {
      const roles = rolesFor(fields, name);
      return { name, label, roles, role: roles[0] ?? "approves", person: "" };
    }),
  );
  const change = (name: string, part: Partial<Named>) =>
    setParties((before) => before.map((each) => (each.name === name ? { ...each, ...part } : each)));
  const make = async () => {
    setSent(true);
    if (title.trim() === "" || parties.some(({ person }) => person.trim() === "")) return setProblem(t("incomplete"));
    setBusy(true);
    setProblem(undefined);
    const made = await createEnvelope({
      ...{ title, document: evidenceId, fields, inOrder: order === "order" },
      parties: parties.map(({ name, role, person }) => ({ name, role, person })),
      expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
      ...(unitId !== null && { unit: unitId }),
    });
    if ("id" in made) return router.push(`/contracts/envelopes/${made.id}`);
    setBusy(false);
    setProblem(made.refused || t("lost"));
  };
  return (
    <div className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-6">
      <TextField
        label={t("name")}
        value={title}
        maxLength={TITLE_CHARS_MAX}
        autoComplete="off"
        error={isSent && title.trim() === "" ? t("missing") : undefined}
        onChange={(event) => setTitle(event.target.value)}
      />
      <Card title={t("parties")} description={t("partiesText")}>
        <div className="grid gap-4">
          {parties.map((party) => (
            <PartyFields key={party.name} party={party} isSent={isSent} onChange={(part) => change(party.name, part)} />
          ))}
        </div>
      </Card>
      <RadioGroup
        name="order"
        legend={t("order")}
        value={order}
        onChange={(value) => setOrder(value === "once" ? "once" : "order")}
        options={(["order", "once"] as const).map((value) => ({ value, label: t(`orders.${value}`) }))}
      />
      <SelectField
        label={t("until")}
        value={days}
        options={DAYS_OFFERED.map((count) => ({ value: String(count), label: t("days", { count }) }))}
        onChange={(event) => setDays(event.target.value)}
      />
      {problem ? (
        <Callout tone="danger" role="alert">
          {problem}
        </Callout>
      ) : null}
      <div className="grid justify-items-start gap-2">
        <Button variant="primary" busy={busy} onClick={make}>
          {t("make")}
        </Button>
        <p className="text-xs text-ink-soft">{t("makeHint")}</p>
      </div>
    </div>
  );
}

type PartyFieldsProps = { party: Named; isSent: boolean; onChange: (part: Partial<Named>) => void };

function PartyFields({ party: { label, roles, role, person }, isSent, onChange }: PartyFieldsProps) {
  const t = useTranslations("envelopes.new");
  return (
    <fieldset className="grid min-w-0 gap-3 rounded-md border border-rule p-4 sm:grid-cols-2">
      <legend className="px-1 text-sm font-medium wrap-anywhere">{label}</legend>
      <TextField
        label={t("person")}
        value={person}
        maxLength={PERSON_CHARS_MAX}
        autoComplete="off"
        error={isSent && person.trim() === "" ? t("missing") : undefined}
        onChange={(event) => onChange({ person: event.target.value })}
      />
      <SelectField
        label={t("role")}
        value={role}
        options={roles.map((value) => ({ value, label: t(`roles.${value}`) }))}
        onChange={(event) => onChange({ role: event.target.value as Role })}
      />
    </fieldset>
  );
}
