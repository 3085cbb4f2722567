-- The header that is the last leaf of the block of an entry, for the entry's receipt; no row in a ledger of format 1, whose headers are no
-- leaves. A function for the reasons given in 0010: its plan is kept, and looks both up in indexes.
CREATE FUNCTION header_of_entry(in_ledger text, entry_index bigint)
  RETURNS TABLE (header bytea, header_index bigint)
  LANGUAGE plpgsql STABLE SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY
  SELECT b.header, b.first_index + b.leaf_count
  FROM ledger_entry e JOIN ledger_block b ON b.ledger = e.ledger AND b.height = e.block_height
  WHERE e.ledger = in_ledger AND e.index = entry_index AND b.first_index + b.leaf_count < b.tree_size;
END $$;
