// who-says: Who asserts a statement, who denies or questions it, and who is silent?
// Who says so of another statement that contradicts this one by the rules on contradictions is told with that one.
// Silent is who says something else of its subject or its object, and nothing of this; and its subject and its object
// themselves, where these can speak, with the members of a group. Who only passes on or prints what others say of it
// says nothing of their own. What the case itself infers is nobody's.
// $statement: id of a statement
MATCH (c:Claim {case_id: $case, statement: $statement})<-[:MADE]-(speaker)
MATCH (c)-[at:CITES]->(p:Passage) WHERE coalesce(at.`order`, 1) = 1
OPTIONAL MATCH (c)-[v:VIA]->(hand)
WITH speaker, c, p, v, hand ORDER BY v.`order`
WITH speaker, c, p, collect(coalesce(hand.name, hand.title)) AS by_way_of
RETURN coalesce(speaker.name, speaker.title) AS who,
  CASE WHEN c.kind IS NULL THEN c.stance WHEN c.stance = 'asserts' THEN 'finds' WHEN c.stance = 'denies' THEN
    'finds not so' ELSE 'finds doubtful' END AS stance,
  by_way_of, c.says AS saying, p.id AS passage, c.statement AS statement
ORDER BY stance, who, passage, saying
UNION ALL
MATCH (c:Claim {case_id: $case, statement: $statement})-[x]-(d:Claim)
WHERE type(x) = 'CONTRADICTS' AND d.statement <> $statement
WITH d, min(CASE WHEN c.stance = 'asserts' THEN 0 ELSE 1 END) AS contested
MATCH (speaker)-[:MADE]->(d)
MATCH (d)-[at:CITES]->(p:Passage) WHERE coalesce(at.`order`, 1) = 1
MATCH (d)-[b:ABOUT]->(o) WHERE b.role = 'object'
OPTIONAL MATCH (d)-[v:VIA]->(hand)
WITH speaker, d, p, o, contested, v, hand ORDER BY v.`order`
WITH speaker, d, p, o, contested, collect(coalesce(hand.name, hand.title)) AS by_way_of
RETURN coalesce(speaker.name, speaker.title) AS who,
  CASE WHEN d.stance = 'denies' THEN 'denies it by another statement' WHEN contested = 1 THEN
    'asserts it by another statement' ELSE 'conflicts with it by another statement' END AS stance,
  by_way_of, coalesce(d.says, o.name, o.text) AS saying, p.id AS passage, d.statement AS statement
ORDER BY stance, who, passage, statement
UNION ALL
MATCH (:Claim {case_id: $case, statement: $statement})-[:VIA]->(hand)
OPTIONAL MATCH (hand)-[:MADE]->(own:Claim {statement: $statement})
WITH DISTINCT hand, own WHERE own IS NULL
RETURN coalesce(hand.name, hand.title) AS who, 'passes it on' AS stance, [] AS by_way_of, null AS saying,
  null AS passage, $statement AS statement
ORDER BY who
UNION ALL
MATCH (c:Claim {case_id: $case, statement: $statement})-[:CITES]->(p:Passage)-[:PART_OF]->(source:Source)
OPTIONAL MATCH (source)-[:MADE]->(own:Claim {statement: $statement})
OPTIONAL MATCH (source)<-[:VIA]-(carried:Claim {statement: $statement})
WITH source, own, carried, p ORDER BY p.id
WITH source, own, carried, collect(p.id) AS passages WHERE own IS NULL AND carried IS NULL
RETURN source.title AS who, 'prints it' AS stance, [] AS by_way_of, null AS saying, passages[0] AS passage,
  $statement AS statement
ORDER BY who
UNION ALL
MATCH (c:Claim {case_id: $case, statement: $statement})
OPTIONAL MATCH (c)-[x]-(d:Claim)<-[:MADE]-(opposing) WHERE type(x) = 'CONTRADICTS'
WITH c, collect(opposing.id) AS ids
MATCH (c)-[:CITES]->(p:Passage)
WITH collect(p.source) AS printed, collect(ids) AS opposing
MATCH (:Claim {case_id: $case, statement: $statement})-[:ABOUT]->(about)
MATCH (about)<-[:ABOUT]-(:Claim)<-[:MADE]-(speaker)
WHERE NOT speaker.id IN printed AND none(ids IN opposing WHERE speaker.id IN ids)
WITH DISTINCT speaker
OPTIONAL MATCH (speaker)-[:MADE]->(own:Claim {statement: $statement})
OPTIONAL MATCH (speaker)<-[:VIA]-(carried:Claim {statement: $statement})
OPTIONAL MATCH (speaker)-[m]->(group:Entity)<-[:ABOUT]-(:Claim {case_id: $case, statement: $statement})
WHERE type(m) = 'MEMBER_OF'
WITH DISTINCT speaker, own, carried, group WHERE own IS NULL AND carried IS NULL AND group IS NULL
RETURN coalesce(speaker.name, speaker.title) AS who, 'is silent' AS stance, [] AS by_way_of, null AS saying,
  null AS passage, $statement AS statement
ORDER BY who
UNION ALL
MATCH (:Claim {case_id: $case, statement: $statement})-[:ABOUT]->(about:Entity)<-[m]-(member:Entity)
WHERE type(m) = 'MEMBER_OF'
OPTIONAL MATCH (member)-[:MADE]->(own:Claim {statement: $statement})
OPTIONAL MATCH (member)-[:MADE]->(:Claim)-[x]-(other:Claim {case_id: $case, statement: $statement})
WHERE type(x) = 'CONTRADICTS'
OPTIONAL MATCH (member)<-[:VIA]-(carried:Claim {statement: $statement})
OPTIONAL MATCH (member)<-[:ABOUT]-(itself:Claim {statement: $statement})
WITH member, about, count(own) + count(other) + count(carried) + count(itself) AS here WHERE here = 0
RETURN member.name AS who, 'is silent, as a member' AS stance, [about.name] AS by_way_of, null AS saying,
  null AS passage, $statement AS statement
ORDER BY who, by_way_of
UNION ALL
MATCH (:Claim {case_id: $case, statement: $statement})-[:ABOUT]->(about:Entity)
WHERE about.type IN ['Person', 'Agency', 'Organization']
OPTIONAL MATCH (about)-[:MADE]->(:Claim)-[:ABOUT]->(end)
OPTIONAL MATCH (end)<-[:ABOUT]-(other:Claim {statement: $statement})
OPTIONAL MATCH (about)<-[:VIA]-(carried:Claim {statement: $statement})
WITH about, count(other) AS says, count(carried) AS carries WHERE says = 0 AND carries = 0
OPTIONAL MATCH (about)<-[m]-(member:Entity)-[:MADE]->(:Claim {case_id: $case, statement: $statement})
WHERE type(m) = 'MEMBER_OF'
WITH about, member ORDER BY member.name
WITH about, collect(DISTINCT member.name) AS members
RETURN about.name AS who, CASE WHEN size(members) > 0 THEN 'speaks by members' ELSE 'is silent' END AS stance,
  members AS by_way_of, null AS saying, null AS passage, $statement AS statement
ORDER BY who;

// single-speaker: What rests on a single speaker?
// Statements whose claims all need the same one: who makes them, or an entity that all of them passed through. However
// many sources print it, it has one origin. Those that most claims seem to support come first.
MATCH (c:Claim {case_id: $case, stance: 'asserts'}) WHERE c.inferred IS NULL
WITH c.statement AS statement, collect(c) AS claims, count(c) AS many
UNWIND claims AS c
MATCH (c)-[by:MADE|VIA]-(who) WHERE type(by) = 'MADE' OR who.type IS NOT NULL
MATCH (c)-[at:CITES]->(p:Passage) WHERE coalesce(at.`order`, 1) = 1
WITH statement, many, who, collect(DISTINCT c) AS claims, collect(DISTINCT p.source) AS sources,
  collect(DISTINCT type(by)) AS ways
WHERE size(claims) = many
WITH statement, many, who, sources, ways, claims[0] AS one
MATCH (one)-[a:ABOUT]->(s) WHERE a.role = 'subject'
MATCH (one)-[b:ABOUT]->(o) WHERE b.role = 'object'
MATCH (s)-[r]->(o) WHERE r.id = statement
RETURN statement, r.status AS status, s.name AS subject, one.predicate AS predicate,
  coalesce(o.name, o.text) AS object, coalesce(who.name, who.title) AS rests_on,
  CASE WHEN 'MADE' IN ways THEN 'says it' ELSE 'passes it on' END AS how, many AS claims, size(sources) AS sources
ORDER BY claims DESC, statement, who.id;

// hearsay: What rests only on hearsay?
// Statements of which every claim that asserts them came to its source at second hand: somebody else told it on, or it
// stood elsewhere before. Who speaks for the speaker, the source itself and who publishes it are no other hand.
MATCH (c:Claim {case_id: $case, stance: 'asserts'}) WHERE c.inferred IS NULL
MATCH (c)-[at:CITES]->(p:Passage)-[:PART_OF]->(source:Source) WHERE coalesce(at.`order`, 1) = 1
MATCH (speaker)-[:MADE]->(c)
OPTIONAL MATCH (c)-[:VIA]->(hand) WHERE hand.id <> source.id
OPTIONAL MATCH (hand)-[r]->(speaker)
WHERE type(r) = 'REPRESENTS' AND NOT r.status IN ['disputed', 'denied', 'questioned']
WITH c, source, hand, count(r) AS speaks_for
WITH c, count(CASE WHEN hand IS NOT NULL AND speaks_for = 0
  AND NOT coalesce(hand.name = source.publisher, false) THEN 1 END) AS hands
WITH c.statement AS statement, collect(c) AS claims, min(hands) AS fewest
WHERE fewest > 0
UNWIND claims AS c
MATCH (who)-[:MADE]->(c)
MATCH (c)-[at:CITES]->(p:Passage) WHERE coalesce(at.`order`, 1) = 1
MATCH (c)-[v:VIA]->(hand)
WITH statement, who, c, p, v, hand ORDER BY v.`order`
WITH statement, who, c, p, collect(coalesce(hand.name, hand.title)) AS by_way_of
MATCH (c)-[a:ABOUT]->(s) WHERE a.role = 'subject'
MATCH (c)-[b:ABOUT]->(o) WHERE b.role = 'object'
MATCH (s)-[r]->(o) WHERE r.id = statement
RETURN statement, r.status AS status, s.name AS subject, c.predicate AS predicate, coalesce(o.name, o.text) AS object,
  coalesce(who.name, who.title) AS said_by, by_way_of, p.id AS passage
ORDER BY statement, passage, said_by;

// unanswered: Which accusations have no answer, because the accused says nothing of them?
// The case cannot tell who was asked. Who makes no claim at all in it was, as far as it knows, never heard; who speaks,
// and not of this, was perhaps not asked of it. For a group its members speak; a denial of another statement that
// contradicts the accusation is an answer. Others may deny it in their place.
// $accuses_subject: predicates that accuse their subject
// $accuses_object: predicates that accuse their object
MATCH (c:Claim {case_id: $case})-[at:ABOUT]->(accused:Entity)
WHERE accused.type IN ['Person', 'Agency', 'Organization']
  AND ((at.role = 'subject' AND c.predicate IN $accuses_subject)
    OR (at.role = 'object' AND c.predicate IN $accuses_object))
WITH c.statement AS statement, accused, collect(c) AS claims
UNWIND claims AS c
OPTIONAL MATCH (c)-[x]-(d:Claim) WHERE type(x) = 'CONTRADICTS'
WITH statement, accused, claims, collect(d.id) AS opposing
OPTIONAL MATCH (accused)-[:MADE]->(own:Claim)
WITH statement, accused, claims, opposing, count(own) AS says,
  sum(CASE WHEN own.statement = statement OR own.id IN opposing THEN 1 ELSE 0 END) AS answers
WHERE answers = 0
OPTIONAL MATCH (accused)<-[m]-(member:Entity)-[:MADE]->(own:Claim) WHERE type(m) = 'MEMBER_OF'
WITH statement, accused, claims, says, member, own, opposing ORDER BY member.name
WITH statement, accused, claims, says, collect(DISTINCT member.name) AS members,
  sum(CASE WHEN own.statement = statement OR own.id IN opposing THEN 1 ELSE 0 END) AS answers
WHERE answers = 0
UNWIND claims AS c
OPTIONAL MATCH (who)-[:MADE]->(c)
WITH statement, accused, says, members, claims[0] AS one, c.stance AS stance, coalesce(who.name, who.title) AS who
ORDER BY who
WITH statement, accused, says, members, one,
  collect(DISTINCT CASE WHEN stance = 'asserts' THEN who END) AS asserted_by,
  collect(DISTINCT CASE WHEN stance <> 'asserts' THEN who END) AS contested_by
MATCH (one)-[a:ABOUT]->(s) WHERE a.role = 'subject'
MATCH (one)-[b:ABOUT]->(o) WHERE b.role = 'object'
MATCH (s)-[r]->(o) WHERE r.id = statement
RETURN statement, r.status AS status, s.name AS subject, one.predicate AS predicate,
  coalesce(o.name, o.text) AS object, accused.name AS accused, asserted_by, contested_by,
  CASE WHEN says > 0 THEN 'speaks of other things' WHEN size(members) > 0 THEN 'members speak of other things'
    ELSE 'makes no claim in this case' END AS heard, members
ORDER BY says + size(members) > 0, statement;

// quoted-on: Who is quoted on whom?
// Entities, and the people and bodies that their claims are about; not what the sources say in their own voice.
MATCH (speaker:Entity {case_id: $case})-[:MADE]->(c:Claim)-[:ABOUT]->(other:Entity)
WHERE other.type IN ['Person', 'Agency', 'Organization'] AND other.id <> speaker.id
MATCH (c)-[at:CITES]->(p:Passage) WHERE coalesce(at.`order`, 1) = 1
WITH DISTINCT speaker, other, c, p.source AS source ORDER BY source
WITH speaker, other, count(c) AS claims, collect(DISTINCT source) AS sources,
  sum(CASE WHEN c.stance = 'asserts' THEN 1 ELSE 0 END) AS asserts,
  sum(CASE WHEN c.stance = 'denies' THEN 1 ELSE 0 END) AS denies,
  sum(CASE WHEN c.stance = 'questions' THEN 1 ELSE 0 END) AS questions
RETURN speaker.name AS who, other.name AS whom, claims, asserts, denies, questions, sources
ORDER BY claims DESC, speaker.id, other.id;

// between-sources: What changed between two sources?
// What one of the two carries, and the other does not: of one subject by one predicate to one object with one stance,
// whoever says so. What is said otherwise in the other stands beside it.
// $earlier: id of a source
// $later: id of a source
MATCH (source:Source) WHERE source.case_id = $case AND source.id IN [$earlier, $later] AND $earlier <> $later
MATCH (source)<-[:PART_OF]-(p:Passage)<-[at:CITES]-(c:Claim) WHERE coalesce(at.`order`, 1) = 1
MATCH (c)-[a:ABOUT]->(s) WHERE a.role = 'subject'
MATCH (c)-[b:ABOUT]->(o) WHERE b.role = 'object'
MATCH (s)-[r]->(o) WHERE r.id = c.statement
WITH s, c.predicate AS predicate, CASE WHEN o.type IS NULL THEN '' ELSE o.id END AS entity,
  coalesce(o.name, o.text) AS object, o.scope AS scope, c.stance AS stance, r.status AS status, source.id AS source,
  c.statement AS statement
ORDER BY statement
WITH s, predicate, entity, object, scope, stance, collect(DISTINCT source) AS sources,
  collect(DISTINCT statement) AS statements, collect(DISTINCT status) AS statuses
WHERE size(sources) = 1
RETURN s.name AS subject, predicate, object, scope, stance,
  CASE sources[0] WHEN $earlier THEN 'earlier' ELSE 'later' END AS only_in, statements, statuses
ORDER BY s.id, predicate, only_in, object, scope, stance;
