"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { explorerPath } from "#lib/features/ledger/sealing/types.ts";
import { CheckResult } from "./check-result.tsx";
import { Decimal } from "./decimal.tsx";
import { type JudgedCheckpoint, judgeGiven } from "./given-verdict.ts";
import { useInBrowser } from "./use-in-browser.ts";

type GivenResultProps = { given: JudgedCheckpoint & { ledger: string }; height: string | undefined };

/** Whether the ledger contains what a kept checkpoint committed to: the verdict first, then what was compared. */
export function GivenResult({ given, height }: GivenResultProps) {
  const t = useTranslations("explorer.given");
  const inBrowser = useInBrowser();
  const verdict = useMemo(() => judgeGiven(given), [given]);
  const contained = verdict === "contained";
  const { signature } = given;
  const tone = contained ? (signature === "bad" ? "attention" : "ok") : signature === "ok" ? "danger" : "attention";
  return (
    <div className="grid gap-6">
      <Callout tone={tone} title={t(`verdict.${verdict}`)} role="status">
        <p>{contained ? t("containedText") : t(signature === "ok" ? "contradiction" : "unsignedText")}</p>
      </Callout>
      {contained && BigInt(given.size) > 0n ? (
        <CheckResult
          ok={inBrowser ? true : undefined}
          words={{ running: t("check.running"), ok: t("check.ok"), bad: t("check.ok") }}
        />
      ) : null}
      <Card title={t("compared")}>
        <DefinitionList
          items={[
            { term: t("signature"), description: t(`signed.${signature}`) },
            {
              term: t("size"),
              description: (
                <>
                  <Decimal value={given.size} />
                  {height ? (
                    <>
                      {" · "}
                      <TextLink href={`${explorerPath(given.ledger)}/blocks/${height}`}>
                        {t("block", { height })}
                      </TextLink>
                    </>
                  ) : null}
                </>
              ),
            },
            { term: t("givenRoot"), description: <Digest value={given.root} what={t("givenRoot")} /> },
            {
              term: t("ledgerRoot"),
              description: given.ledgerRoot ? <Digest value={given.ledgerRoot} what={t("ledgerRoot")} /> : t("notYet"),
            },
            {
              term: t("blockNamed"),
              description: given.blockNamed && <Digest value={given.blockNamed} what={t("blockNamed")} />,
            },
            {
              term: t("ledgerBlock"),
              description:
                given.blockNamed &&
                given.ledgerRoot &&
                (given.ledgerBlock ? <Digest value={given.ledgerBlock} what={t("ledgerBlock")} /> : t("noBlock")),
            },
            { term: t("nowSize"), description: <Decimal value={given.now.size} /> },
            { term: t("nowRoot"), description: <Digest value={given.now.root} what={t("nowRoot")} /> },
          ]}
        />
      </Card>
    </div>
  );
}
