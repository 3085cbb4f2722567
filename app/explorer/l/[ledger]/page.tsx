/** The explorer's page of a further ledger. */
export { default, generateMetadata } from "../../page.tsx";
export const dynamic = "force-dynamic";
