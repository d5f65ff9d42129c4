/** A place of which the side is known, where the outline is rougher than what is there. */
export interface Anchor {
  lat: number
  lng: number
  mainland: boolean
  /** Kilometres within which the nearest anchor decides instead of the outline. */
  reach: number
}

const here = (lat: number, lng: number, reach: number): Anchor => ({ lat, lng, mainland: true, reach })
const there = (lat: number, lng: number, reach: number): Anchor => ({ lat, lng, mainland: false, reach })

/**
 * Ports, stations and towns on both sides of a border river, and islands that the outline lacks or gives to the nearer
 * coast. WGS-84, general geographic knowledge to some hundred metres (uncertain to that degree): between two anchors the
 * border is the line half-way, so that a position within a few hundred metres of the real one may be told wrong.
 */
export const borderAnchors: readonly Anchor[] = [
  // The Shenzhen river, from its mouth upwards, and Sha Tau Kok.
  here(22.5168, 114.0653, 1),
  there(22.5138, 114.0656, 1),
  here(22.5222, 114.0705, 1),
  there(22.5095, 114.0748, 1),
  here(22.5328, 114.1137, 1),
  there(22.5281, 114.1132, 1),
  here(22.5398, 114.1268, 0.8),
  there(22.5345, 114.1293, 0.8),
  here(22.5578, 114.1535, 0.8),
  there(22.5522, 114.155, 0.8),
  here(22.5545, 114.229, 1),
  there(22.5443, 114.2232, 1),
  // Ping Chau lies before the coast of Dapeng.
  there(22.543, 114.435, 2.5),
  // Zhuhai: Gongbei and Hengqin against Macau, and the Wanshan islands, which lie nearer to Hong Kong.
  here(22.2192, 113.5495, 0.5),
  there(22.215, 113.5488, 0.5),
  here(22.1423, 113.5437, 0.9),
  there(22.1425, 113.5545, 0.9),
  here(22.142, 113.824, 5),
  here(22.105, 114.03, 5),
  here(22.045, 114.255, 6),
  // Matsu, Wuqiu and the small islands of Kinmen lie before the coast of Fujian.
  there(26.157, 119.935, 6),
  there(26.223, 119.99, 4),
  there(26.275, 119.98, 3),
  there(26.365, 120.49, 8),
  there(25.968, 119.935, 6),
  there(25.955, 119.975, 6),
  there(24.991, 119.452, 6),
  there(24.3765, 118.165, 1.5),
  // Vietnam and Laos.
  here(21.5425, 107.9705, 1.5),
  there(21.5285, 107.966, 1.5),
  here(22.5115, 103.963, 1.2),
  there(22.495, 103.969, 1.2),
  here(21.196, 101.695, 1.5),
  there(21.183, 101.676, 1.5),
  // Myanmar and Nepal.
  here(23.9905, 97.886, 1.3),
  there(23.98, 97.908, 1.3),
  here(27.9905, 85.9825, 1.8),
  there(27.9705, 85.962, 1.8),
  // Kazakhstan and Russia.
  here(45.172, 82.572, 3),
  here(44.41, 131.158, 3),
]
