"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { StatedPlace } from "#lib/features/contracts/seals/types.ts";
import { askForApproval, sealFile } from "./ask-server.ts";
import type { DeskProps, GivenDocument } from "./desk.ts";
import { PlaceFields } from "./place-fields.tsx";
import { PlaceWords } from "./place-words.tsx";
import { SealedResult } from "./sealed-result.tsx";

type State =
  | { at: "ready" }
  | { at: "busy" }
  | { at: "refused"; why: string }
  | { at: "asked" }
  | { at: "sealed"; pdf: Blob };

/** For what, and where; then it is done, or asked for. */
export function SealingForm({ seal, purposes, request, given }: DeskProps & { given: GivenDocument }) {
  const t = useTranslations("documentSeals.desk");
  const [state, setState] = useState<State>({ at: "ready" });
  const [place, setPlace] = useState<StatedPlace | undefined>(request?.place);
  const asks = seal.fourEyes && request === undefined;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const textOf = (name: string) => String(form.get(name) ?? "").trim();
    if (place === undefined) return setState({ at: "refused", why: t("noPlace") });
    const purpose = request?.purpose ?? textOf("purpose");
    if (purpose === "") return setState({ at: "refused", why: t("noPurpose") });
    setState({ at: "busy" });
    const wanted = { seal: seal.id, purpose, place, digest: given.digest };
    if (asks) {
      const answer = await askForApproval({ ...wanted, document: given.file.name });
      return setState("refused" in answer ? { at: "refused", why: answer.refused || t("lost") } : { at: "asked" });
    }
    const document = request?.document ?? given.file.name;
    const more = { request: request?.id, reason: textOf("reason") || undefined };
    const answer = await sealFile(given.file, { ...wanted, document }, more);
    setState(
      "refused" in answer ? { at: "refused", why: answer.refused || t("lost") } : { at: "sealed", pdf: answer.sealed },
    );
  };
  if (state.at === "sealed")
    return <SealedResult pdf={state.pdf} name={request?.document ?? given.file.name} seal={seal} />;
  if (state.at === "asked") {
    return (
      <Callout
        tone="ok"
        role="status"
        title={t("asked")}
        actions={<LinkButton href="/contracts/requests">{t("toRequests")}</LinkButton>}
      >
        {t("askedText")}
      </Callout>
    );
  }
  return (
    <form onSubmit={submit} noValidate className="grid grid-cols-[minmax(0,1fr)] gap-6">
      {request ? null : (
        <Card title={t("why")}>
          <div className="grid items-start gap-5 md:grid-cols-2">
            <PurposeField purposes={purposes} />
            {asks ? null : (
              <TextField name="reason" label={t("reason")} hint={t("reasonHint")} optional maxLength={400} />
            )}
          </div>
        </Card>
      )}
      {request?.place ? (
        <Card title={t("where")}>
          <p className="text-sm">
            <PlaceWords place={request.place} />
          </p>
        </Card>
      ) : (
        <PlaceFields seal={seal} given={given} onPlace={setPlace} />
      )}
      {state.at === "refused" ? (
        <Callout tone="danger" role="alert">
          {state.why}
        </Callout>
      ) : null}
      <div className="grid gap-2">
        <div>
          <Button type="submit" variant="primary" size="lg" scripted busy={state.at === "busy"}>
            {t(asks ? "ask" : "seal")}
          </Button>
        </div>
        <p className="max-w-prose text-xs text-ink-soft">{t(asks ? "askHint" : "sealHint")}</p>
      </div>
    </form>
  );
}

function PurposeField({ purposes }: { purposes: readonly string[] }) {
  const t = useTranslations("documentSeals.desk");
  const field = { name: "purpose", label: t("purpose"), hint: t("purposeHint") } as const;
  if (purposes.length === 0) return <TextField {...field} required maxLength={100} />;
  return <SelectField {...field} options={purposes.map((value) => ({ value, label: value }))} />;
}
