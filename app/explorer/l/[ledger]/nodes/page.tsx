/** Who watches a further ledger. */
export { default, generateMetadata } from "../../../nodes/page.tsx";
export const dynamic = "force-dynamic";
