import { useTranslations } from "next-intl";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Command } from "./command.tsx";
import { addressesOf, mirrorCommand, monitorCommand, type Place, witnessCommands } from "./commands.ts";
import { Part } from "./part.tsx";

/** Addresses for programs of others, and how to become one of those who watch. */
export function NetworkPart({ place }: { place: Place }) {
  const t = useTranslations("checkUs.network");
  const { checkpoint, tiles, entries, keys, keysJson, logList, policy, epochPolicy, authorities } = addressesOf(place);
  const items: [string, string[]][] = [
    [t("checkpoint"), [checkpoint]],
    [t("tiles"), [tiles, entries]],
    [t("keys"), [keys, keysJson]],
    [t("logList"), [logList]],
    [t("policy"), [policy]],
    [t("epochPolicy"), [epochPolicy]],
    [t("authorities"), [authorities]],
  ];
  return (
    <Part id="network" title={t("title")} lead={t("lead")}>
      <DefinitionList
        items={items.map(([term, urls]) => ({
          term,
          description: urls.map((url) => <Address key={url} url={url} />),
        }))}
      />
      <Command title={t("witness")} text={witnessCommands(place)} expect={t("witnessExpect")} />
      <Command title={t("mirror")} text={mirrorCommand(place)} expect={t("mirrorExpect")} />
      <Command title={t("monitor")} text={monitorCommand(place)} expect={t("monitorExpect")} />
      <p className="text-sm">
        <TextLink href="/explorer/nodes">{t("nodes")}</TextLink>
      </p>
    </Part>
  );
}

/** A pattern leads nowhere as it stands. */
function Address({ url }: { url: string }) {
  const look = "block w-fit font-mono text-xs break-all";
  if (url.includes("<")) return <code className={look}>{url}</code>;
  return (
    <a href={url} className={`text-link ${look}`}>
      {url}
    </a>
  );
}
