/// <reference path="../node_modules/@cocos/creator-types/engine/cc.d.ts" />
