/**
 * What authorities on a path demand of everything below them (RFC 5280 section 6.1): names and policies. What is not evaluated here is
 * said, and is neither kept nor broken.
 */
import { equalBytes, fromUtf8 } from "#lib/core/text/bytes.ts";
import { unknownCritical, type X509 } from "./certificate.ts";
import { type DerNode, integerOf, oidOf, readDer, TAG } from "./der.ts";
import { isWithin, readName } from "./names.ts";
import { OID } from "./oids.ts";

/** Names held against demands, of one certificate and one authority: real ones have a handful of each. */
const COMPARISONS_MAX = 10_000;

/** GeneralName (section 4.2.1.6). */
const MAIL = TAG.contextPrimitive(1);
const DNS = TAG.contextPrimitive(2);
const DIRECTORY = TAG.context(4);

/** `notEvaluated`: types of the extensions about which nothing can be said. */
export type Constraints = "kept" | "broken" | { notEvaluated: string[] };

/** @param path the certificate first, the anchor last; the anchor's own demands count as well */
export function checkConstraints(path: readonly X509[]): Constraints {
  const results = [checkNames(path), checkPolicies(path)];
  if (results.includes("broken")) return "broken";
  const unknown = path.flatMap(unknownCritical);
  const notEvaluated = results.flatMap((result) => (typeof result === "object" ? result.notEvaluated : []));
  return unknown.length + notEvaluated.length === 0
    ? "kept"
    : { notEvaluated: [...new Set([...unknown, ...notEvaluated])] };
}

const isSelfIssued = ({ issuer, subject }: X509): boolean => equalBytes(issuer, subject);

function checkNames(path: readonly X509[]): Constraints {
  const judged: (boolean | undefined)[] = [];
  for (const [at, { extensions }] of path.entries()) {
    const stated = extensions.get(OID.nameConstraints);
    if (stated === undefined) continue;
    const demands = readDemands(stated.value);
    for (const [below, certificate] of path.slice(0, at).entries()) {
      if (below > 0 && isSelfIssued(certificate)) continue;
      const names = namesOf(certificate);
      const count = (names?.length ?? 0) * ((demands?.permitted.length ?? 0) + (demands?.excluded.length ?? 0));
      if (demands === undefined || names === undefined || count > COMPARISONS_MAX) judged.push(undefined);
      else judged.push(...names.map((name) => isAllowed(name, demands)));
    }
  }
  if (judged.includes(false)) return "broken";
  return judged.includes(undefined) ? { notEvaluated: [OID.nameConstraints] } : "kept";
}

/** A GeneralName; of a directory name, the Name in it. */
type GeneralName = { tag: number; node: DerNode };
type Demands = { permitted: GeneralName[]; excluded: GeneralName[] };

/** NameConstraints (section 4.2.1.10); undefined where they demand nothing, or something that is not known here. */
function readDemands(value: DerNode | undefined): Demands | undefined {
  const lists = value?.tag === TAG.sequence ? value.children : [];
  const [permitted, excluded] = [0, 1].map((n) => lists.find(({ tag }) => tag === TAG.context(n))?.children ?? []);
  const read = (trees: readonly DerNode[] = []) =>
    trees.flatMap(({ children: [base, minimum, ...others] }) => {
      const isPlain =
        minimum === undefined || (minimum.tag === TAG.contextPrimitive(0) && minimum.content.join() === "0");
      return (base && isPlain && others.length === 0 && generalName(base)) || [];
    });
  const demands = { permitted: read(permitted), excluded: read(excluded) };
  const count = demands.permitted.length + demands.excluded.length;
  const isWhole = count > 0 && count === lists.flatMap(({ children }) => children).length;
  return isWhole ? demands : undefined;
}

function generalName(node: DerNode): GeneralName | undefined {
  if (node.tag !== DIRECTORY) return { tag: node.tag, node };
  const [name] = node.children;
  return name && { tag: DIRECTORY, node: name };
}

/** Subject and alternative names; undefined for what cannot be read. */
function namesOf({ subject, extensions }: X509): GeneralName[] | undefined {
  const node = readDer(subject);
  const parts = readName(node);
  const alternative = extensions.get(OID.subjectAltName);
  if (node === undefined || parts === undefined) return undefined;
  if (alternative && alternative.value?.tag !== TAG.sequence) return undefined;
  const mail = parts.flat().filter(({ type }) => type === OID.emailAddress);
  return [
    ...(parts.length > 0 ? [{ tag: DIRECTORY, node }] : []),
    ...mail.map(({ value }) => ({ tag: MAIL, node: value })),
    ...(alternative?.value?.children ?? []).flatMap((each) => generalName(each) ?? []),
  ];
}

/** Whether a name is permitted and not excluded; undefined where that cannot be said. */
function isAllowed(name: GeneralName, { permitted, excluded }: Demands): boolean | undefined {
  const among = (bases: GeneralName[]) =>
    bases.filter(({ tag }) => tag === name.tag).map((base) => isBelow(name, base));
  const [inside, outside] = [among(permitted), among(excluded)];
  if (outside.includes(true) || (inside.length > 0 && inside.every((each) => each === false))) return false;
  return outside.includes(undefined) || (inside.length > 0 && !inside.includes(true)) ? undefined : true;
}

/** Directory names and host names are compared; addresses of other kinds are not. */
function isBelow({ tag, node }: GeneralName, base: GeneralName): boolean | undefined {
  if (tag === DIRECTORY) {
    const [own, other] = [readName(node), readName(base.node)];
    return own && other && isWithin(own, other);
  }
  if (tag !== DNS) return undefined;
  const [host, suffix] = [node, base.node].map(({ content }) => fromUtf8(content)?.toLowerCase());
  if (host === undefined || suffix === undefined) return undefined;
  // With a dot in front it means what lies below alone, as it does for addresses of the web and to openssl.
  const below = suffix.startsWith(".") ? suffix : `.${suffix}`;
  return suffix === "" || host === suffix || host.endsWith(below);
}

/**
 * Policies as they are to be processed where a reader asks for none of them (section 6.1, any-policy): a path breaks where an authority
 * requires a policy that all of it has in common and there is none. Mappings are not followed.
 */
function checkPolicies(path: readonly X509[]): Constraints {
  const below = path.slice(0, -1).reverse();
  let [explicit, inhibitAny] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let common: Policies = "any";
  let hasMappings = false;
  for (const [at, certificate] of below.entries()) {
    const isLast = at === below.length - 1;
    const takesAny = inhibitAny > 0 || (!isLast && isSelfIssued(certificate));
    common = inCommon(common, policiesOf(certificate), takesAny);
    hasMappings ||= certificate.extensions.has(OID.policyMappings);
    const demanded = demandsOf(certificate);
    if (demanded === undefined) return { notEvaluated: [OID.policyConstraints] };
    if (!isLast && !isSelfIssued(certificate))
      [explicit, inhibitAny] = [explicit, inhibitAny].map(oneLess) as [number, number];
    if (isLast) explicit = demanded.explicit === 0 ? 0 : oneLess(explicit);
    else [explicit, inhibitAny] = [Math.min(explicit, demanded.explicit), Math.min(inhibitAny, demanded.inhibitAny)];
    if (explicit > 0 || (common === "any" && !hasMappings)) continue;
    if (hasMappings) return { notEvaluated: [OID.policyMappings] };
    if (common !== "any" && common.length === 0) return "broken";
  }
  return "kept";
}

type Policies = "any" | readonly string[];
const oneLess = (count: number): number => Math.max(0, count - 1);

function inCommon(before: Policies, stated: readonly string[], takesAny: boolean): Policies {
  if (takesAny && stated.includes(OID.anyPolicy)) return before;
  const named = stated.filter((policy) => policy !== OID.anyPolicy);
  return before === "any" ? named : before.filter((policy) => named.includes(policy));
}

function policiesOf({ extensions }: X509): string[] {
  const policies = extensions.get(OID.certificatePolicies)?.value?.children ?? [];
  return policies.flatMap(({ children }) => oidOf(children[0]) ?? []);
}

/** How many certificates further down a policy is required, and any policy no longer counts; undefined for what cannot be read. */
function demandsOf({ extensions }: X509): { explicit: number; inhibitAny: number } | undefined {
  const fields = extensions.get(OID.policyConstraints)?.value?.children ?? [];
  const required = fields.find(({ tag }) => tag === TAG.contextPrimitive(0));
  const inhibit = extensions.get(OID.inhibitAnyPolicy);
  const explicit = required ? integerOf({ ...required, tag: TAG.integer }) : undefined;
  const inhibitAny = inhibit && integerOf(inhibit.value);
  if ((required && explicit === undefined) || (inhibit && inhibitAny === undefined)) return undefined;
  return {
    explicit: Number(explicit ?? Number.POSITIVE_INFINITY),
    inhibitAny: Number(inhibitAny ?? Number.POSITIVE_INFINITY),
  };
}
