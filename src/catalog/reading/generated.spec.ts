import { stringify } from 'yaml';
import { generatedCatalog, generatedDocument } from '../../../test/support/generated-catalogs.js';
import { mutatedDocument, mutatedText } from '../../../test/support/mutated-documents.js';
import { seededRandom, seedFromEnvironment } from '../../../test/support/random.js';
import { contentOf, modelOf, readCatalogJson, readCatalogTree } from '../catalog-content.js';
import { FAULTS_TOLD_MAX } from './fault.js';
import { mergedTree } from './merged-tree.js';
import { Faults } from './source-tree.js';
import { yamlTree } from './yaml-tree.js';

const seed = seedFromEnvironment();

function readYaml(text: string) {
  const faults = new Faults();
  const tree = yamlTree('all.yaml', text, faults);
  if (tree === null) return { content: null, faults: faults.told() };
  return readCatalogTree(mergedTree([tree], faults), faults);
}

describe(`generated catalogs (SEED=${seed})`, () => {
  it('come back from their own document as the same model with the same hash', () => {
    const random = seededRandom(seed);
    for (let n = 0; n < 30; n += 1) {
      const { model, text, hash } = generatedCatalog(random);
      const again = contentOf(modelOf(text));
      expect(again.model).toEqual(model);
      expect(again.text).toBe(text);
      expect(again.hash).toEqual(hash);
    }
  });

  it('are the same when they are written as YAML', () => {
    const random = seededRandom(seed);
    for (let n = 0; n < 5; n += 1) {
      const document = generatedDocument(random);
      const { content, faults } = readYaml(stringify(document));
      expect(faults).toEqual([]);
      expect(content?.text).toBe(readCatalogJson(document).content?.text);
    }
  });

  it('use every feature of the format', () => {
    const random = seededRandom(seed);
    const texts = Array.from({ length: 40 }, () => generatedCatalog(random).text).join('\n');
    const fields = `archived audience cap description draw endsAt expiresAfterDays expression gives
      grants level levels limitPerPeriod limitPerPlayer offers parts percent pity price priority
      products quantity referencePrice requires stack startsAt stock weight zone`;
    const unused = fields.split(/\s+/).filter((field) => !texts.includes(`"${field}":`));
    expect(unused).toEqual([]);
  });

  it('are read to the end whatever is changed in them, and what is sound stays the same', () => {
    const random = seededRandom(seed);
    let sound = 0;
    const runs = 120;
    for (let n = 0; n < runs; n += 1) {
      const document = mutatedDocument(generatedDocument(random), random);
      const { content, faults } = readCatalogJson(document);
      expect(faults.length).toBeLessThanOrEqual(FAULTS_TOLD_MAX);
      if (content === null) {
        expect(faults.length).toBeGreaterThan(0);
        continue;
      }
      sound += 1;
      expect(contentOf(modelOf(content.text)).hash).toEqual(content.hash);
    }
    expect(sound).toBeGreaterThan(1);
    expect(sound).toBeLessThan(runs / 2);
  });

  it('are read to the end also as YAML of which characters were changed', () => {
    const random = seededRandom(seed);
    let sound = 0;
    for (let n = 0; n < 25; n += 1) {
      const text = mutatedText(stringify(generatedDocument(random)), random);
      const { content, faults } = readYaml(text);
      expect(content === null).toBe(faults.length > 0);
      if (content !== null) sound += 1;
    }
    expect(sound).toBeLessThan(23);
  });
});
