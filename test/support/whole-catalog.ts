/** Every field of the format, at least once. */
export const WHOLE_CATALOG = `currencies:
  GEM: { name: { en: Gems }, kind: premium, cap: 1000000 }
  GOLD: { name: { en: Gold }, kind: soft }
products:
  small:
    name: { en: Small }
    stores: { apple: com.x.small, google: small }
    grants: { GEM: 100 }
    referencePrice: 0.99 USD
  old: { name: { en: Old }, stores: { google: old }, grants: { GEM: 9 }, archived: true }
items:
  skin: { kind: durable, name: { en: Skin }, description: { en: Warm., de: Warm. } }
  hat: { kind: durable, name: { en: Hat }, archived: true }
  potion: { kind: consumable, stack: 99, name: { en: Potion } }
  sword: { kind: upgrade, levels: 3, name: { en: Sword } }
  door: { kind: unlock, name: { en: Door } }
  gate: { kind: unlock, requires: [door], name: { en: Gate } }
  pair: { kind: bundle, name: { en: Pair }, parts: [{ sku: skin }, { sku: potion, quantity: 2 }] }
  nest: { kind: bundle, name: { en: Nest }, parts: [{ sku: pair }], gives: { GOLD: 5, GEM: 1 } }
  purse: { kind: bundle, name: { en: Purse }, gives: { GOLD: 50 } }
offers:
  skin:
    name: { en: Skin }
    price: { currency: GEM, amount: 300 }
    grants: [{ sku: skin }]
    startsAt: 2026-11-27T18:00:00+09:00
    endsAt: 2026-11-30T00:00:00.500+09:00
    audience: veterans
    requires: [door, hat]
    limitPerPlayer: 1
    limitPerPeriod: { period: week, count: 2 }
    stock: 100
  sword:
    name: { en: Sword }
    price: { currency: GEM, levels: [100, 250, 500] }
    grants: [{ sku: sword }]
    startsAt: 2026-11-27T18:00:00
    zone: player
  master:
    name: { en: Master }
    price: { currency: GOLD, amount: 9 }
    grants: [{ sku: sword, level: 3 }]
  gold: { name: { en: Gold }, price: { currency: GEM, amount: 10 }, gives: { GOLD: 100 } }
  chest: { name: { en: Chest }, price: { currency: GEM, amount: 30 }, draw: chest }
  hat:
    name: { en: Hat }
    price: { currency: GEM, amount: 1 }
    grants: [{ sku: hat }]
    archived: true
sales:
  friday:
    name: { en: Black Friday }
    offers: [skin, sword, hat]
    percent: 40
    startsAt: 2026-11-27T00:00:00
    endsAt: 2026-11-30T23:59:59.250
    zone: Europe/Berlin
    priority: 10
    audience: veterans
  fixed: { name: { en: Fixed }, offers: [gold], price: 8 }
audiences:
  veterans:
    name: { en: Veterans }
    expression: level >= 10 && country in ["DE", "AT"]
promotions:
  first: { name: { en: First }, kind: first_top_up, percent: 100, expiresAfterDays: 30 }
  bonus:
    name: { en: Bonus }
    kind: bonus
    products: [small, old]
    gives: { GEM: 10, GOLD: 5 }
    startsAt: 2026-12-01T00:00:00Z
    audience: veterans
    limitPerPlayer: 3
coupons:
  welcome: { name: { en: Welcome }, gives: { GEM: 50 } }
  event:
    name: { en: Event }
    grants: [{ sku: potion, quantity: 3 }]
    endsAt: 2026-12-24T18:00:00
    zone: player
    audience: veterans
    limitPerPlayer: 2
    stock: 1000
    expiresAfterDays: 7
    archived: true
draws:
  chest:
    name: { en: Chest }
    entries:
      rare: { weight: 5, grants: [{ sku: skin }] }
      common: { weight: 95, gives: { GOLD: 10 } }
      nothing: { weight: 1 }
    pity: { after: 9, entries: [rare] }
  gone: { archived: true, name: { en: G }, entries: { one: { weight: 1, grants: [{ sku: hat }] } } }
`;
