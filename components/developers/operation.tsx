import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ShownOperation } from "#lib/features/operations/reference/drawing/shown.ts";
import { MemberTable } from "./member-table.tsx";
import { MethodMark } from "./method-mark.tsx";
import { TryIt } from "./try-it.tsx";

/** One address and what may be done there, whole. */
export function Operation({ operation }: { operation: ShownOperation }) {
  const t = useTranslations("developers");
  const { id, method, path, summary, parameters, body, answers, refusals } = operation;
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      className="grid min-w-0 scroll-mt-6 gap-4 border-t border-rule pt-6"
    >
      <div className="grid gap-1.5">
        <h2 id={`${id}-title`} className="font-semibold text-pretty">
          <a href={`#${id}`} className="hover:underline">
            {summary}
          </a>
        </h2>
        <p className="flex flex-wrap items-baseline gap-2">
          <MethodMark method={method} />
          <code className="font-mono text-sm wrap-anywhere">{path}</code>
        </p>
        <Rules operation={operation} />
      </div>
      <MemberTable caption={t("parameters")} members={parameters} />
      {body ? (
        <>
          <MemberTable caption={`${t("body")} · ${body.types.join(", ")}`} members={body.members} />
          {body.members.length === 0 ? (
            <p className="text-xs">
              <span className="font-semibold text-ink-soft">{t("body")}</span> <code>{body.types.join(", ")}</code>
            </p>
          ) : null}
        </>
      ) : null}
      <Answers answers={answers} />
      <Refusals refusals={refusals} />
      {isTried(operation) ? <TryIt operation={triedOf(operation)} /> : null}
    </section>
  );
}

/** Who may, how often, and from where. */
function Rules({ operation: { who, limit, cors } }: { operation: ShownOperation }) {
  const t = useTranslations("developers");
  const said = [
    who.key !== undefined
      ? t("who.key", { scope: who.key })
      : who.member !== undefined
        ? t("who.member")
        : t("who.anybody"),
    ...(limit ? [t(`limit.${limit.per}`, { requests: limit.requests, seconds: limit.seconds })] : []),
    ...(cors ? [t("cors")] : []),
  ];
  return <p className="text-xs text-ink-soft">{said.join(" · ")}</p>;
}

function Answers({ answers }: Pick<ShownOperation, "answers">) {
  const t = useTranslations("developers");
  return (
    <div className="grid gap-2">
      <h3 className="text-xs font-semibold text-ink-soft">{t("answers")}</h3>
      <ul className="grid gap-2 text-xs">
        {answers.map(({ status, description, types, members }) => (
          <li key={status} className="grid gap-1.5">
            <p>
              <code className="font-mono font-semibold">{status}</code> {description}{" "}
              <span className="font-mono text-ink-soft wrap-anywhere">{types.join(", ")}</span>
            </p>
            {members.length > 0 && status !== "304" ? (
              <details>
                <summary className="cursor-pointer text-link">{t("members", { count: members.length })}</summary>
                <div className="pt-2">
                  <MemberTable caption={t("answerOf", { status })} members={members} />
                </div>
              </details>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Codes lead to what they mean and what to do. */
function Refusals({ refusals }: Pick<ShownOperation, "refusals">) {
  const t = useTranslations("developers");
  if (refusals.length === 0) return null;
  return (
    <details className="text-xs">
      <summary className="cursor-pointer text-link">
        {t("refusals", { count: refusals.reduce((sum, { codes }) => sum + codes.length, 0) })}
      </summary>
      <dl className="grid gap-1.5 pt-2">
        {refusals.map(({ status, codes }) => (
          <div key={status} className="flex flex-wrap gap-x-3 gap-y-1">
            <dt className="font-mono font-semibold">{status}</dt>
            {codes.map((code) => (
              <dd key={code}>
                <Link href={`/problems/${code}`} prefetch={false} className="text-link font-mono">
                  {code}
                </Link>
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </details>
  );
}

/** What is read, or sent as a little JSON, by a key or by anybody. */
function isTried({ method, path, who, body, tag }: ShownOperation): boolean {
  if (tag === "pages" || (who.key === undefined && who.member !== undefined) || path.includes("{rest")) return false;
  return method === "GET" || (method === "POST" && (body === undefined || body.types.includes("application/json")));
}

function triedOf({ id, method, path, who, parameters, body }: ShownOperation) {
  return {
    ...{ id, method, path, takesKey: who.key !== undefined },
    parameters: parameters
      .filter((parameter) => parameter.in !== "header")
      .map(({ path: name, in: place, required, type }) => ({ name, in: place, required, type })),
    ...(body && { body: sampleOf(body.members) }),
  };
}

/** Members that have to be there, to be filled in. */
function sampleOf(members: NonNullable<ShownOperation["body"]>["members"]): string {
  const needed = members.filter(({ path, required }) => required && !/[.[]/.test(path));
  return JSON.stringify(Object.fromEntries(needed.map(({ path, type }) => [path, emptyOf(type)])), null, 2);
}

function emptyOf(type: string): unknown {
  if (type.endsWith("[]")) return [];
  if (type.startsWith("object")) return {};
  return type.startsWith("integer") || type.startsWith("number") ? 1 : "";
}
