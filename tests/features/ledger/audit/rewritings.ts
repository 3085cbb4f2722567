/** What a superuser may rewrite in a ledger's tables, and what an audit says of it. */

/** Of an entry in the second block, away from any edge. */
export const INDEX = 400;

type Rewriting = [name: string, table: string, sql: string, expected: (id: string) => string];

const RECORD = "convert_from(record, 'UTF8')";

/**
 * One row each; `$1` is the id of the evidence whose entry is INDEX. What the audit names then begins as the last
 * element says, for that id.
 */
export const REWRITINGS: Rewriting[] = [
  [
    "a byte of a record",
    "evidence",
    `UPDATE evidence SET record = convert_to(replace(${RECORD}, 'Blue', 'Glue'), 'UTF8') WHERE id = $1`,
    (id) => `record evidence.record {"id":"${id}"}`,
  ],
  [
    "a record that is no longer canonical",
    "evidence",
    `UPDATE evidence SET record = record || ' '::bytea WHERE id = $1`,
    (id) => `record evidence.record {"id":"${id}"}`,
  ],
  [
    "a record that is no longer text",
    "evidence",
    `UPDATE evidence SET record = '\\xff00'::bytea WHERE id = $1`,
    (id) => `record evidence.record {"id":"${id}"}`,
  ],
  [
    "details that are no longer text",
    "evidence_private",
    `UPDATE evidence_private SET details = '\\xff'::bytea WHERE evidence_id = $1`,
    (id) => `details evidence_private.details {"evidence_id":"${id}"}`,
  ],
  [
    "a digest beside the record",
    "evidence",
    `UPDATE evidence SET sha256 = sha256('x') WHERE id = $1`,
    (id) => `record evidence.sha256 {"id":"${id}"}`,
  ],
  [
    "a size beside the record",
    "evidence",
    `UPDATE evidence SET size = 17 WHERE id = $1`,
    (id) => `record evidence.size {"id":"${id}"}`,
  ],
  [
    "a type beside the record",
    "evidence",
    `UPDATE evidence SET type = 'file', size = 1 WHERE id = $1`,
    (id) => `record evidence.type {"id":"${id}"}`,
  ],
  [
    "the time beside the record",
    "evidence",
    `UPDATE evidence SET received_at = received_at - interval '1 ms' WHERE id = $1`,
    (id) => `record evidence.received_at {"id":"${id}"}`,
  ],
  [
    "the organisation beside the record",
    "evidence",
    `UPDATE evidence SET organisation_id = '0198c000-0000-7000-8000-000000000000' WHERE id = $1`,
    (id) => `record evidence.organisation_id {"id":"${id}"}`,
  ],
  [
    "the ledger beside the record",
    "evidence",
    `UPDATE evidence SET ledger = 'elsewhere' WHERE id = $1`,
    (id) => `record evidence.ledger {"id":"${id}"}`,
  ],
  [
    "private details",
    "evidence_private",
    `UPDATE evidence_private SET details = convert_to(replace(convert_from(details, 'UTF8'), 'contract', 'kontract'), 'UTF8')
     WHERE evidence_id = $1`,
    (id) => `details evidence_private.details {"evidence_id":"${id}"}`,
  ],
  [
    "the name beside the details",
    "evidence_private",
    `UPDATE evidence_private SET name = 'other.pdf' WHERE evidence_id = $1`,
    (id) => `details evidence_private.name {"evidence_id":"${id}"}`,
  ],
  [
    "a submitter exchanged",
    "evidence",
    `UPDATE evidence SET submitter_id = id WHERE id = $1`,
    (id) => `details evidence.submitter_id {"id":"${id}"}`,
  ],
  [
    "a submitter removed",
    "evidence",
    `UPDATE evidence SET submitter_id = NULL WHERE id = $1`,
    (id) => `details evidence.submitter_id {"id":"${id}"}`,
  ],
  [
    "that content is kept, beside the details",
    "evidence",
    `UPDATE evidence SET content_kept = false
     WHERE sequence = (SELECT min(sequence) FROM evidence) AND $1::uuid IS NOT NULL`,
    () => `details evidence.content_kept {"id":"`,
  ],
  [
    "deleted evidence",
    "evidence",
    `DELETE FROM evidence WHERE id = $1`,
    () => `record ledger_entry.evidence_id {"ledger":"main","index":"${INDEX}"}`,
  ],
  [
    "an entry",
    "ledger_entry",
    `UPDATE ledger_entry SET entry = convert_to(replace(convert_from(entry, 'UTF8'), 'digest', 'file'), 'UTF8') WHERE evidence_id = $1`,
    () => `entry ledger_entry.entry {"ledger":"main","index":"${INDEX}"}`,
  ],
  [
    "a leaf",
    "ledger_entry",
    `UPDATE ledger_entry SET leaf_hash = sha256(leaf_hash) WHERE evidence_id = $1`,
    () => `leaf ledger_entry.leaf_hash {"ledger":"main","index":"${INDEX}"}`,
  ],
  [
    "the block of an entry",
    "ledger_entry",
    `UPDATE ledger_entry SET block_height = 2 WHERE evidence_id = $1`,
    () => `index ledger_entry.block_height {"ledger":"main","index":"${INDEX}"}`,
  ],
  [
    "an entry deleted from the middle",
    "ledger_entry",
    `DELETE FROM ledger_entry WHERE evidence_id = $1`,
    () => `index ledger_entry.index {"ledger":"main","index":"${INDEX}"}`,
  ],
  [
    "an entry moved beyond the end",
    "ledger_entry",
    `INSERT INTO ledger_entry SELECT ledger, 10000, '0198c000-0000-7000-8000-000000000001', entry, leaf_hash, block_height
     FROM ledger_entry WHERE evidence_id = $1`,
    () => `index ledger_entry.index {"ledger":"main","index":"10000"}`,
  ],
  [
    "evidence put in the place of an entry's own",
    "ledger_entry",
    `UPDATE ledger_entry SET evidence_id = (SELECT id FROM evidence v JOIN ledger_pending p ON p.evidence_id = v.id LIMIT 1)
     WHERE evidence_id = $1`,
    () => "record evidence.record",
  ],
  [
    "a node",
    "ledger_node",
    `UPDATE ledger_node SET hash = sha256(hash) WHERE level = 1 AND index = 1 AND $1::uuid IS NOT NULL`,
    () => `node ledger_node.hash {"ledger":"main","level":"1","index":"1"}`,
  ],
  [
    "a missing node",
    "ledger_node",
    `DELETE FROM ledger_node WHERE level = 1 AND index = 1 AND $1::uuid IS NOT NULL`,
    () => `node ledger_node.index {"ledger":"main","level":"1","index":"1"}`,
  ],
  [
    "a node too many",
    "ledger_node",
    `INSERT INTO ledger_node SELECT ledger, 2, 0, hash FROM ledger_node WHERE index = 0 AND $1::uuid IS NOT NULL`,
    () => `node ledger_node.index {"ledger":"main","level":"2","index":"0"}`,
  ],
  [
    "a block's root",
    "ledger_block",
    `UPDATE ledger_block SET root = sha256(root) WHERE height = 1 AND $1::uuid IS NOT NULL`,
    () => `block ledger_block.header {"ledger":"main","height":"1"}`,
  ],
  [
    "a block's root, with a header and hash that fit it",
    "ledger_block",
    `UPDATE ledger_block b SET root = n.root, header = n.header, hash = sha256(n.header)
     FROM (SELECT height, sha256(root) AS root, convert_to(replace(convert_from(header, 'UTF8'), encode(root, 'base64'),
       encode(sha256(root), 'base64')), 'UTF8') AS header FROM ledger_block) n
     WHERE n.height = b.height AND b.height = 2 AND $1::uuid IS NOT NULL`,
    () => `root ledger_block.root {"ledger":"main","height":"2"}`,
  ],
  [
    "a block's time",
    "ledger_block",
    `UPDATE ledger_block SET time = time + interval '1 ms' WHERE height = 1 AND $1::uuid IS NOT NULL`,
    () => `block ledger_block.header {"ledger":"main","height":"1"}`,
  ],
  [
    "a block's time that is no time",
    "ledger_block",
    `UPDATE ledger_block SET time = 'infinity' WHERE height = 1 AND $1::uuid IS NOT NULL`,
    () => `block ledger_block.header {"ledger":"main","height":"1"}`,
  ],
  [
    "a block's predecessor",
    "ledger_block",
    `UPDATE ledger_block SET previous = sha256(previous) WHERE height = 1 AND $1::uuid IS NOT NULL`,
    () => `block ledger_block.previous {"ledger":"main","height":"1"}`,
  ],
  [
    "a block's leaves",
    "ledger_block",
    `UPDATE ledger_block SET leaf_count = leaf_count - 1, tree_size = tree_size - 1 WHERE height = 1 AND $1::uuid IS NOT NULL`,
    () => `block ledger_block.header {"ledger":"main","height":"1"}`,
  ],
  [
    "a checkpoint's signature",
    "ledger_block",
    `UPDATE ledger_block SET checkpoint = (SELECT regexp_replace(checkpoint, '— .*', substring(b.checkpoint from '— .*'))
       FROM ledger_block b WHERE b.height = 0) WHERE height = 1 AND $1::uuid IS NOT NULL`,
    () => `checkpoint ledger_block.checkpoint {"ledger":"main","height":"1"}`,
  ],
  [
    "a checkpoint's text",
    "ledger_block",
    `UPDATE ledger_block SET checkpoint = (SELECT b.checkpoint FROM ledger_block b WHERE b.height = 0)
     WHERE height = 1 AND $1::uuid IS NOT NULL`,
    () => `checkpoint ledger_block.checkpoint {"ledger":"main","height":"1"}`,
  ],
  [
    "a deleted last block",
    "ledger_block",
    `DELETE FROM ledger_block WHERE height = 2 AND $1::uuid IS NOT NULL`,
    () => `index ledger_entry.index {"ledger":"main","index":"600"}`,
  ],
  [
    "a deleted block",
    "ledger_block",
    `DELETE FROM ledger_block WHERE height = 1 AND $1::uuid IS NOT NULL`,
    () => `block ledger_block.height {"ledger":"main","height":"1"}`,
  ],
  [
    "a block far away from the others",
    "ledger_block",
    `INSERT INTO ledger_block SELECT ledger, 1000, first_index, leaf_count, tree_size, root, previous, time, header, hash,
       checkpoint FROM ledger_block WHERE height = 2 AND $1::uuid IS NOT NULL`,
    () => `block ledger_block.height {"ledger":"main","height":"1000"}`,
  ],
  [
    "evidence that no longer waits",
    "ledger_pending",
    `DELETE FROM ledger_pending WHERE sequence = (SELECT min(sequence) FROM ledger_pending) AND $1::uuid IS NOT NULL`,
    () => `waiting ledger_pending.evidence_id`,
  ],
  [
    "anchored evidence that waits again",
    "ledger_pending",
    `INSERT INTO ledger_pending SELECT ledger, sequence, id FROM evidence WHERE id = $1`,
    (id) => `waiting ledger_pending.evidence_id {"evidence_id":"${id}"}`,
  ],
  ...(
    [
      ["ledger_block", "height, first_index, leaf_count, tree_size, root, previous, time, header, hash, checkpoint"],
      ["ledger_node", "level, index, hash"],
      ["ledger_pending", "sequence, '0198c000-0000-7000-8000-000000000002'"],
    ] as const
  ).map(
    ([table, columns]): Rewriting => [
      `a row of ${table} of a ledger that is not there`,
      table,
      `INSERT INTO ${table} SELECT 'gone', ${columns} FROM ${table} WHERE $1::uuid IS NOT NULL LIMIT 1`,
      () => `ledger ${table}.ledger {"ledger":"gone"}`,
    ],
  ),
  [
    "an entry of a ledger that is not there",
    "ledger_entry",
    `INSERT INTO ledger_entry SELECT 'gone', index, '0198c000-0000-7000-8000-000000000003', entry, leaf_hash, block_height
     FROM ledger_entry WHERE evidence_id = $1`,
    () => `ledger ledger_entry.ledger {"ledger":"gone"}`,
  ],
  [
    "the ledger's origin",
    "ledger",
    `UPDATE ledger SET origin = 'elsewhere' WHERE $1::uuid IS NOT NULL`,
    () => `ledger ledger.origin {"name":"main"}`,
  ],
  [
    "the ledger's first checkpoint",
    "ledger",
    `UPDATE ledger SET empty_checkpoint = (SELECT checkpoint FROM ledger_block WHERE height = 0) WHERE $1::uuid IS NOT NULL`,
    () => `ledger ledger.empty_checkpoint {"name":"main"}`,
  ],
];
