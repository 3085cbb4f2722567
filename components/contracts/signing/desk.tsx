"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Card } from "#components/ui/card.tsx";
import type { SigningView } from "#lib/features/contracts/signing/types.ts";
import { ApproveStep } from "./approve-step.tsx";
import { ConsentStep } from "./consent-step.tsx";
import { DeclineForm } from "./decline-form.tsx";
import { DocumentPages } from "./document-pages.tsx";
import { ReadStep } from "./read-step.tsx";
import { SignForm } from "./sign-form.tsx";

interface DeskProps {
  token: string;
  view: Pick<SigningView, "person" | "role" | "done" | "fields" | "sha256">;
  /** What is consented to, in the words that are recorded. */
  wording: { version: number; text: string };
}

/** The document, and below it the one step that is next. */
export function SigningDesk(props: DeskProps) {
  // Another document is read from its beginning.
  return <Desk key={props.view.sha256} {...props} />;
}

function Desk({ token, view, wording }: DeskProps) {
  const t = useTranslations("signingPage");
  const [pages, setPages] = useState<number>();
  const [seen, setSeen] = useState(false);
  /** Digest of what was shown, or fetched. */
  const [shown, setShown] = useState<string>();
  const { done, role, person, fields, sha256 } = view;
  const [hasRead, hasConsented] = [done.includes("read"), done.includes("consented")];
  return (
    <div className="grid gap-6">
      <DocumentPages token={token} sha256={sha256} onPages={setPages} onShown={setShown} onEnd={() => setSeen(true)} />
      {hasRead ? null : <ReadStep token={token} pages={pages} seen={seen} />}
      {hasRead && role === "approves" ? <ApproveStep token={token} document={shown} /> : null}
      {hasRead && role !== "approves" && !hasConsented ? <ConsentStep token={token} wording={wording} /> : null}
      {hasRead && role !== "approves" && hasConsented ? (
        <Card title={t("sign.title")} description={t("sign.text")}>
          <SignForm token={token} document={shown} fields={fields} person={person} />
        </Card>
      ) : null}
      <DeclineForm token={token} />
    </div>
  );
}
