// A shop in Expo: expo-iap sells the gems, the hooks show the rest.
import { createClient } from '@gemtill/sdk';
import { openIapSource } from '@gemtill/sdk/openiap';
import { GemtillProvider, useBuy, useCatalog, useClient, useWallet } from '@gemtill/sdk/react';
import AsyncStorage from '@react-native-async-storage/async-storage';
import { getRandomValues } from 'expo-crypto';
import * as iap from 'expo-iap';
import { useEffect, useState } from 'react';
import { AppState, Button, Platform, Text, View } from 'react-native';

const till = createClient({
  url: 'https://till.example.com',
  key: 'pk_demo',
  storage: AsyncStorage,
  random: (length) => getRandomValues(new Uint8Array(length)),
  source: openIapSource({ iap, os: Platform.OS }),
});

export default function Game() {
  useEffect(() => {
    till.start();
    const watch = AppState.addEventListener('change', (state) => {
      if (state === 'active') till.flush();
    });
    return () => watch.remove();
  }, []);
  return (
    <GemtillProvider value={till}>
      <Shop />
    </GemtillProvider>
  );
}

function Shop() {
  const wallet = useWallet();
  const answer = useCatalog();
  const { buy, busy, result } = useBuy();
  const client = useClient();
  const [paid, setPaid] = useState('');
  if (answer?.status !== 'ok') return <Text>{answer ? 'No connection' : 'Opening…'}</Text>;
  const { products, offers } = answer.catalog;
  const topUp = async (key: string) => setPaid((await client.topUp(key)).status);
  return (
    <View>
      <Text>Gems: {wallet ? (wallet.balances.GEM ?? 0) : '…'}</Text>
      {products.map(({ key, grants }) => (
        <Button key={key} title={`${grants.GEM} gems`} onPress={() => topUp(key)} />
      ))}
      {offers.map((offer) => {
        const title = `${offer.name} – ${offer.price.amount}`;
        return <Button key={offer.key} title={title} disabled={busy} onPress={() => buy(offer)} />;
      })}
      {result?.status === 'completed' && <Text>Yours!</Text>}
      {result?.status === 'insufficient_balance' && <Text>Not enough gems</Text>}
      {(result?.status === 'pending' || paid === 'pending') && <Text>On its way…</Text>}
      {paid === 'credited' && <Text>Thank you!</Text>}
    </View>
  );
}
