// Nothing here runs: the types of the real plug-ins must fit the adapters, and nothing else may.
/// <reference path="../node_modules/cordova-plugin-purchase/www/store.d.ts" />
import { NativePurchases } from '@capgo/native-purchases';
import { capgoSource } from '@gemtill/sdk/capgo';
import { cdvSource } from '@gemtill/sdk/cdv';
import { openIapSource } from '@gemtill/sdk/openiap';
import * as expoIap from 'expo-iap';
import * as reactNativeIap from 'react-native-iap';

cdvSource({ CdvPurchase });
openIapSource({ iap: reactNativeIap, os: 'ios' });
openIapSource({ iap: expoIap, os: 'android' });
capgoSource({ NativePurchases, platform: 'ios' });

// @ts-expect-error another plug-in
cdvSource({ CdvPurchase: NativePurchases });
// @ts-expect-error another plug-in
openIapSource({ iap: NativePurchases, os: 'ios' });
// @ts-expect-error another plug-in
capgoSource({ NativePurchases: expoIap, platform: 'ios' });
const { getPendingTransactionsIOS: _, ...withoutPending } = reactNativeIap;
// @ts-expect-error without what iOS keeps unfinished
openIapSource({ iap: withoutPending, os: 'ios' });
