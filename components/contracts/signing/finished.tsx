import { useTranslations } from "next-intl";
import { buttonClass } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import type { SigningView } from "#lib/features/contracts/signing/types.ts";
import { certificateAddress, documentAddress } from "./ask.ts";

type FinishedProps = { token: string; isCompleted: boolean; view: Pick<SigningView, "role" | "others"> };

/** The party is done: what it takes away, and who still acts. */
export function Finished({ token, isCompleted, view: { role, others } }: FinishedProps) {
  const t = useTranslations("signingPage.finished");
  const waiting = others.filter(({ state }) => state !== "done").length;
  const title = role === "approves" ? t("approved") : t("signed");
  return (
    <div className="grid gap-6">
      <Callout tone="ok" title={title}>
        {isCompleted ? t("completed") : t("waiting", { waiting })}
      </Callout>
      <Card title={t("take")} description={isCompleted ? t("takeCompleted") : t("takeNow")}>
        <div className="flex flex-wrap gap-3">
          <a className={buttonClass({ variant: "primary" })} href={documentAddress(token)} download>
            {t("document")}
          </a>
          {isCompleted ? (
            <a className={buttonClass()} href={certificateAddress(token)} download>
              {t("certificate")}
            </a>
          ) : null}
        </div>
      </Card>
    </div>
  );
}
