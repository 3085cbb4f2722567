import { Eye } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Verbatim } from "./verbatim.tsx";

/** Nobody watches the ledger yet: what an operator and what anyone else can do about it, as commands. */
export function NodesNone({ ledgerUrl }: { ledgerUrl: string }) {
  const t = useTranslations("explorer.nodes.empty");
  const witness = [
    "sealbook witness init --dir w1 --name witness.example/w1",
    `sealbook witness add-log --dir w1 --vkey "$(curl -s ${ledgerUrl}/log-list | awk '$1=="vkey"{print $2; exit}')"`,
    "sealbook witness run --dir w1 --listen 127.0.0.1:8071",
  ].join("\n");
  const operator = [
    'sealbook node add --kind witness --name w1 --url http://127.0.0.1:8071 --key "$KEY"',
    "sealbook node activate w1",
    "sealbook node quorum 1",
  ].join("\n");
  const mirror = [
    `curl -s -o policy ${ledgerUrl}/witness-policy`,
    `sealbook mirror --url ${ledgerUrl} --policy policy --dir mirror --serve 127.0.0.1:8080`,
  ].join("\n");
  const steps = [
    [t("witness"), witness, t("witnessWhat")],
    [t("operator"), operator, t("operatorWhat")],
    [t("mirror"), mirror, t("mirrorWhat")],
  ] as const;
  return (
    <EmptyState icon={<Eye aria-hidden="true" />} title={t("title")}>
      <p>{t("text")}</p>
      <ol className="mt-6 grid gap-5 text-start">
        {steps.map(([words, commands, what]) => (
          <li key={what} className="grid min-w-0 gap-2">
            <p>{words}</p>
            <Verbatim text={commands} what={what} />
          </li>
        ))}
      </ol>
    </EmptyState>
  );
}
