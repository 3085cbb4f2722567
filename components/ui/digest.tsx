import { useTranslations } from "next-intl";
import { CopyButton } from "./copy-button.tsx";

/** Characters in a group: eight hex digits are four bytes, and 64 of them make eight groups. */
const GROUP_CHARS = 8;
/** A short digest shows this many groups at either end. */
const SHORT_GROUPS = 1;

type DigestProps = {
  /** Hex or base64, without spaces. */
  value: string;
  /** What it is the digest of, as it stands in "Copy …". */
  what?: string;
  /** Only its ends, and all of it on focus or under the pointer: for tables. */
  short?: boolean;
  /** Leaves out the copy button. */
  bare?: boolean;
};

/** A digest to compare by eye: groups of eight. The gaps are drawn, not typed, so that selecting copies the bare value. */
export function Digest({ value, what, short, bare }: DigestProps) {
  const t = useTranslations("common");
  const groups = value.match(new RegExp(`.{1,${GROUP_CHARS}}`, "gsu")) ?? [];
  const shortens = short && groups.length > 2 * SHORT_GROUPS + 1;
  return (
    <span className="inline-flex max-w-full items-center gap-1 align-middle">
      {shortens ? <ShortDigest value={value} groups={groups} /> : null}
      {/* Paper cannot be focused: there a short digest is printed in full. */}
      <span className={shortens ? "hidden text-[0.9em] print:inline" : "min-w-0 text-[0.9em]"}>
        <Groups groups={groups} />
      </span>
      {bare ? null : <CopyButton value={value} what={what ?? t("digest")} />}
    </span>
  );
}

function Groups({ groups }: { groups: string[] }) {
  return (
    <code className="min-w-0 font-mono leading-relaxed break-words">
      {groups.map((group, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups are told apart by their place alone
        <span key={position} className="not-last:me-[0.7ch]">
          {group}
          <wbr />
        </span>
      ))}
    </code>
  );
}

/** Grows in place on focus, also by touch: a floating box would be cut off by a table that scrolls. */
function ShortDigest({ value, groups }: { value: string; groups: string[] }) {
  return (
    <code
      // biome-ignore lint/a11y/noNoninteractiveTabindex: focus is what shows the whole digest
      tabIndex={0}
      title={value}
      className="group/short rounded-sm font-mono text-[0.9em] print:hidden"
    >
      <span className="whitespace-nowrap group-focus/short:hidden">
        {groups.slice(0, SHORT_GROUPS).join("")}…{groups.slice(-SHORT_GROUPS).join("")}
      </span>
      <span className="hidden group-focus/short:inline">
        <Groups groups={groups} />
      </span>
    </code>
  );
}
