// The few parts of React Native that the Expo example touches: the real packages bring hundreds of
// others, so they are described here instead of installed.
declare module 'react-native' {
  import type { ReactElement, ReactNode } from 'react';
  export const AppState: {
    addEventListener(type: 'change', listener: (state: string) => void): { remove(): void };
  };
  export const Platform: { OS: 'ios' | 'android' | 'web' };
  export function View(props: { children?: ReactNode }): ReactElement;
  export function Text(props: { children?: ReactNode }): ReactElement;
  export function Button(props: {
    title: string;
    disabled?: boolean;
    onPress(): void;
  }): ReactElement;
}
declare module '@react-native-async-storage/async-storage' {
  const storage: {
    getItem(key: string): Promise<string | null>;
    setItem(key: string, value: string): Promise<void>;
    removeItem(key: string): Promise<void>;
  };
  export default storage;
}
declare module 'expo-crypto' {
  export function getRandomValues<Bytes extends Uint8Array>(bytes: Bytes): Bytes;
}
