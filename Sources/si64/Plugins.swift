// SPDX-License-Identifier: GPL-3.0-or-later
import CommandKit
import ContractPlugin
import DevicePlugin
import LedgerPlugin
import MeterPlugin
import RentPlugin

let allPlugins: [any Plugin.Type] = [
  LedgerPlugin.self,
  DevicePlugin.self,
  ContractPlugin.self,
  MeterPlugin.self,
  RentPlugin.self,
  ConfigPlugin.self,
]
