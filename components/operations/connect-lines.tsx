import { useTranslations } from "next-intl";
import { Verbatim } from "#components/explorer/verbatim.tsx";
import type { NodeKind } from "#lib/features/ledger/nodes/types.ts";

type ConnectLinesProps = {
  kind: NodeKind;
  ledger: { url: string; origin: string; keys: readonly string[] };
  /** Of a mirror: where it shall answer. */
  url?: string;
};

/** What the other side runs, to be copied: the keys stand in it, so that nobody has to fetch them from us. */
export function ConnectLines({ kind, ledger, url }: ConnectLinesProps) {
  const t = useTranslations("operations.node.connect");
  const keys = ledger.keys.map((key) => `--vkey '${key}'`).join(" ");
  const listen = portOf(url);
  const lines =
    kind === "witness"
      ? [`sealbook witness add-log --dir w1 ${keys}`, `sealbook witness run --dir w1 --listen 127.0.0.1:${listen}`]
      : [`sealbook mirror --url ${ledger.url} ${keys} --dir mirror --serve 127.0.0.1:${listen}`];
  return (
    <div className="grid gap-3">
      <p className="text-sm text-ink-soft">{kind === "witness" ? t("witness") : t("mirror")}</p>
      <Verbatim text={lines.join("\n")} what={t("what")} />
    </div>
  );
}

/** The port of an address on this machine; elsewhere a server in front of it usually has the address. */
function portOf(url: string | undefined): string {
  const usual = "8071";
  if (url === undefined || !URL.canParse(url)) return usual;
  const { hostname, port } = new URL(url);
  return (hostname === "127.0.0.1" || hostname === "localhost") && port !== "" ? port : usual;
}

/** What a party runs that has no witness yet: it prints the key that is asked for. */
export function InitLines() {
  const t = useTranslations("operations.node.connect");
  return (
    <div className="grid gap-3">
      <p className="text-sm text-ink-soft">{t("initLead")}</p>
      <Verbatim text="sealbook witness init --dir w1 --name witness.example/w1" what={t("what")} />
    </div>
  );
}
